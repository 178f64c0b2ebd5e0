"""An asset on its way from one unit to another."""

from datetime import date

from shared.eventstore.event import Event, Words
from shared.values.money import Money


class TransferProposed(Event, name="asset.transfer_proposed.v1"):
    """A unit offers an asset to another one. `approvers` are the units that have to agree."""

    transfer_id: str
    asset_id: str
    giver: str
    receiver: str
    cost: Money
    approvers: tuple[str, ...]
    reason: Words[str]
    effective_on: date


class TransferApproved(Event, name="asset.transfer_approved.v1"):
    """One of the units agrees; once all have, the asset is in transit (`in_transit`)."""

    transfer_id: str
    asset_id: str
    giver: str
    receiver: str
    unit: str
    in_transit: bool


class TransferRejected(Event, name="asset.transfer_rejected.v1"):
    """One of the units does not agree, and the asset never leaves."""

    transfer_id: str
    asset_id: str
    giver: str
    receiver: str
    unit: str
    reason: Words[str]


class TransferReceived(Event, name="asset.transfer_received.v1"):
    """The receiver accepted it, in the condition stated."""

    transfer_id: str
    asset_id: str
    giver: str
    receiver: str
    condition: Words[str]
    effective_on: date


class TransferRefused(Event, name="asset.transfer_refused.v1"):
    """The receiver would not have it; it is on its way back."""

    transfer_id: str
    asset_id: str
    giver: str
    receiver: str
    reason: Words[str]
    effective_on: date


class TransferReturned(Event, name="asset.transfer_returned.v1"):
    """The giver has it again, in the condition stated."""

    transfer_id: str
    asset_id: str
    giver: str
    receiver: str
    condition: Words[str]
    effective_on: date
