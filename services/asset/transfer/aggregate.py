"""A transfer has two sides: the giver proposes, all approvers agree, the receiver accepts or refuses."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from services.asset.transfer.events import (
    TransferApproved,
    TransferProposed,
    TransferReceived,
    TransferRefused,
    TransferRejected,
    TransferReturned,
)
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, NotPossibleNowError
from shared.values.money import Money


class Stage(StrEnum):
    NEW = "new"
    PROPOSED = "proposed"
    IN_TRANSIT = "in_transit"
    RECEIVED = "received"
    RETURNING = "returning"
    RETURNED = "returned"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Transfer:
    stage: Stage = Stage.NEW
    transfer_id: str = ""
    asset_id: str = ""
    giver: str = ""
    receiver: str = ""
    approvers: frozenset[str] = frozenset()
    approvals: frozenset[str] = frozenset()


class SameUnitError(DomainError):
    """An asset can't be transferred to the unit that has it."""

    status = 422
    pointer = "/receiver"


class NotAnApproverError(DomainError):
    """The unit has no say in this transfer, or has had it."""

    pointer = "/unit_id"


@dataclass(frozen=True, slots=True)
class ProposeTransfer:
    transfer_id: str
    asset_id: str
    giver: str
    receiver: str
    cost: Money
    approvers: frozenset[str]
    reason: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class ApproveTransfer:
    unit: str


@dataclass(frozen=True, slots=True)
class RejectTransfer:
    unit: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReceiveAsset:
    condition: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class RefuseAsset:
    reason: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class TakeBackAsset:
    condition: str
    effective_on: date


Command = ProposeTransfer | ApproveTransfer | RejectTransfer | ReceiveAsset | RefuseAsset | TakeBackAsset


def decide(transfer: Transfer, command: Command) -> list[Event]:
    parties = {
        "transfer_id": transfer.transfer_id,
        "asset_id": transfer.asset_id,
        "giver": transfer.giver,
        "receiver": transfer.receiver,
    }
    match transfer.stage, command:
        case Stage.NEW, ProposeTransfer(giver=giver, receiver=receiver) if giver == receiver:
            raise SameUnitError
        case Stage.NEW, ProposeTransfer() as offer:
            return [_proposed(offer)]
        case Stage.PROPOSED, ApproveTransfer(unit) | RejectTransfer(unit) if unit not in _awaited(transfer):
            raise NotAnApproverError
        case Stage.PROPOSED, ApproveTransfer(unit):
            return [TransferApproved(**parties, unit=unit, in_transit=_awaited(transfer) == {unit})]
        case Stage.PROPOSED, RejectTransfer(unit, reason):
            return [TransferRejected(**parties, unit=unit, reason=reason)]
        case Stage.IN_TRANSIT, ReceiveAsset(condition, on):
            return [TransferReceived(**parties, condition=condition, effective_on=on)]
        case Stage.IN_TRANSIT, RefuseAsset(reason, on):
            return [TransferRefused(**parties, reason=reason, effective_on=on)]
        case Stage.RETURNING, TakeBackAsset(condition, on):
            return [TransferReturned(**parties, condition=condition, effective_on=on)]
        case _:
            raise NotPossibleNowError(transfer.stage, command)


def _proposed(offer: ProposeTransfer) -> TransferProposed:
    return TransferProposed(
        transfer_id=offer.transfer_id,
        asset_id=offer.asset_id,
        giver=offer.giver,
        receiver=offer.receiver,
        cost=offer.cost,
        approvers=tuple(sorted(offer.approvers)),
        reason=offer.reason,
        effective_on=offer.effective_on,
    )


def _awaited(transfer: Transfer) -> frozenset[str]:
    return transfer.approvers - transfer.approvals


STAGE_AFTER: Final[dict[type[Event], Stage]] = {
    TransferRejected: Stage.REJECTED,
    TransferReceived: Stage.RECEIVED,
    TransferRefused: Stage.RETURNING,
    TransferReturned: Stage.RETURNED,
}


def evolve(transfer: Transfer, event: Event) -> Transfer:
    match event:
        case TransferProposed():
            return Transfer(
                stage=Stage.PROPOSED,
                transfer_id=event.transfer_id,
                asset_id=event.asset_id,
                giver=event.giver,
                receiver=event.receiver,
                approvers=frozenset(event.approvers),
            )
        case TransferApproved(unit=unit, in_transit=in_transit):
            stage = Stage.IN_TRANSIT if in_transit else transfer.stage
            return replace(transfer, stage=stage, approvals=transfer.approvals | {unit})
        case _:
            return replace(transfer, stage=STAGE_AFTER.get(type(event), transfer.stage))


TRANSFER: Final = Aggregate("transfer", Transfer(), evolve)
