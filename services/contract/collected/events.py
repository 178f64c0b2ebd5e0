"""Records of other systems: taken once each, booked on a contract at once or when their order has found one."""

from datetime import date
from typing import Literal

from services.contract.collector.events import RecordKind
from services.contract.invoice.events import TaxShare
from services.contract.order.events import DeliveredLine, OrderLine
from services.contract.payment.events import Excess
from services.contract.terms import Direction, Frozen
from shared.eventstore.event import Event, Words
from shared.values.money import Money

By = Literal["record", "rule", "person"]
"""What named the contract: the record itself, the rule for what is certain, or a person."""


class Said(Frozen):
    """What a record says. `order`, `delivery` and `invoice` are the source's ids of what it belongs to; `amount` is
    gross. An order has `lines`, a delivery `quantities`, and an acceptance of a part of one; an invoice `taxes`,
    net and tax by rate, where the source says them.
    """

    kind: RecordKind
    source_id: str
    on: date
    direction: Direction | None = None
    counterparty_id: str | None = None
    order: str | None = None
    delivery: str | None = None
    invoice: str | None = None
    number: str | None = None
    amount: Money | None = None
    net: Money | None = None
    tax: Money | None = None
    due_on: date | None = None
    clause: str | None = None
    phase: str | None = None
    reference: str = ""
    lines: tuple[OrderLine, ...] = ()
    quantities: tuple[DeliveredLine, ...] = ()
    taxes: tuple[TaxShare, ...] = ()


class RecordTaken(Event, name="collected.taken.v1"):
    """A record of a source is kept under the source's id. `follows` is the order, taken before, that it waits with."""

    collected_id: str
    source: str
    content_hash: str
    said: Said
    follows: str | None


class RecordDiffered(Event, name="collected.differed.v1"):
    """The source sent the same id with another content, which changes nothing."""

    collected_id: str
    content_hash: str
    effective_on: date


class RecordSetAside(Event, name="collected.set_aside.v1"):
    """Nobody looks for the contract of a waiting order for now, and it is no exposure."""

    collected_id: str
    source: str
    reason: Words[str]
    effective_on: date


class RecordTakenUp(Event, name="collected.taken_up.v1"):
    """An order that was set aside waits for its contract again."""

    collected_id: str
    source: str
    effective_on: date


class RecordBooked(Event, name="collected.booked.v1"):
    """The record is `document_id` of the contract now. `excess`: how it goes beyond what the contract allows, which
    is no reason not to book what has happened.
    """

    collected_id: str
    source: str
    kind: RecordKind
    contract_id: str
    document_id: str
    clause: str | None
    phase: str | None
    by: By
    excess: Excess | None
    effective_on: date
