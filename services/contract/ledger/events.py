"""The ledger of a contract: every limit and every sum that moves against it, in one stream."""

from datetime import date
from typing import Literal

from services.contract.terms import Condition, Direction, Frozen, PaymentControl
from shared.eventstore.event import Event
from shared.values.decimals import DecimalString
from shared.values.money import Money

Kind = Literal["ordered", "delivered", "accepted", "invoiced", "paid", "received", "allocated"]


class Limit(Frozen):
    """What a clause and phase allow, and what must have happened before money moves."""

    clause: str
    phase: str
    limit: Money
    conditions: tuple[Condition, ...] = ()


class LedgerOpened(Event, name="ledger.opened.v1"):
    """The limits stand. `open_ended`: the contract fixes no amount and `total` is nothing."""

    contract_id: str
    counterparty_id: str
    direction: Direction
    limits: tuple[Limit, ...]
    total: Money
    open_ended: bool
    payment_control: PaymentControl
    match_tolerance: DecimalString


class LedgerBooked(Event, name="ledger.booked.v1"):
    """One document moved one sum. `order_id` and `invoice_id` say which ones besides the contract's."""

    contract_id: str
    kind: Kind
    document: str
    clause: str | None
    phase: str | None
    amount: Money
    order_id: str | None = None
    invoice_id: str | None = None
    due_on: date | None = None
    effective_on: date
