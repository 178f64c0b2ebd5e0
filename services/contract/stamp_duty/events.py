"""Stamp duty on contracts: what makes it due, on what, at which rate."""

from datetime import date
from typing import Literal

from services.contract.terms import Direction
from services.contract.type.stamp import StampItem
from shared.eventstore.event import Event
from shared.values.decimals import DecimalString
from shared.values.money import Money

Cause = Literal["signing", "amendment", "settlement"]


class OfDuty(Event):
    """Which contract, whose, and under which item of the law. The legal entity is the one that the contract's unit
    belonged to on the day; null where none was known.
    """

    contract_id: str
    counterparty_id: str
    direction: Direction
    type_code: str
    item: StampItem
    legal_entity_id: str | None
    effective_on: date


class DutyIncurred(OfDuty, name="stamp_duty.incurred.v1"):
    """`duty` is due on `base` at `rate`: on what the contract comes to at its signing, on what an amendment adds, on
    what an invoice settles of a contract without an amount. `document` is the contract, the amendment or the invoice.
    """

    cause: Cause
    document: str
    base: Money
    rate: DecimalString
    duty: Money


class DutyDeferred(OfDuty, name="stamp_duty.deferred.v1"):
    """The contract says no amount: duty is due on what is settled under it, once it is."""

    currency: str
