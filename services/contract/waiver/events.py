"""A waiver lets one payment pass rules of payment control that it breaks: asked for, decided by others, used once."""

from datetime import date
from typing import Literal

from shared.eventstore.event import Event, Words
from shared.values.money import Money


class WaiverAsked(Event, name="waiver.asked.v1"):
    """Somebody asks that a payment may break `rules` under a clause, though `limit` is allowed and `used` already."""

    waiver_id: str
    contract_id: str
    payment_id: str
    approval_id: str
    clause: str
    phase: str
    rules: tuple[str, ...]
    limit: Money
    used: Money
    amount: Money
    expires_on: date
    reason: Words[str]
    text_hash: str


class WaiverMoved(Event):
    """What became of a waiver."""

    waiver_id: str
    contract_id: str
    payment_id: str


class WaiverGranted(WaiverMoved, name="waiver.granted.v1"):
    """Those asked agreed; the payment may be made until the end of `expires_on`."""

    approval_id: str
    expires_on: date


class WaiverRefused(WaiverMoved, name="waiver.refused.v1"):
    """It was rejected, or the question was withdrawn."""

    approval_id: str
    outcome: Literal["rejected", "withdrawn"]


class WaiverUsed(WaiverMoved, name="waiver.used.v1"):
    """The payment was made under it; it serves no other."""

    amount: Money
    used_on: date


class WaiverExpired(WaiverMoved, name="waiver.expired.v1"):
    """Its last day passed without use."""

    expires_on: date
