"""The ledger of a contract: every limit and every sum that moves against it, in one stream."""

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal

from services.contract.terms import Condition, Direction, Frozen, Instrument, PaymentControl, PlanLine
from shared.eventstore.event import Event
from shared.values.decimals import DecimalString
from shared.values.money import Money

Kind = Literal["ordered", "delivered", "accepted", "invoiced", "paid", "received", "allocated"]
Change = Literal[
    "credited", "refunded", "offset", "retained", "released", "charged", "secured", "freed", "withheld", "endorsed"
]
"""What later documents do to earlier ones: a credit note, money back, an advance set off against an invoice, retention
money kept and released, bank charges, a guarantee in force and its end, tax withheld from what an invoice asks for, a
bill that was passed on.
"""


Accrual = Literal["accrued", "unaccrued"]
"""Interest that we owe for what we pay late, on top of what both sides agreed on; what of it turned out not to be owed.
"""

OnBills = Literal["taken", "covered", "discounted", "honoured", "relieved", "dishonoured", "returned", "recoursed"]
"""What happens to the bills of a customer: taken; covering an invoice; discounted; honoured while we have it, or while
somebody else has; dishonoured as far as it covers an invoice and as far as it covers none; paid for to whoever has it.
"""

TAKES_OFF: Final[Mapping[str, int]] = {
    "paid": 1,
    "allocated": 1,
    "offset": 1,
    "withheld": 1,
    "covered": 1,
    "credited": 1,
    "retained": 1,
    "refunded": -1,
    "released": -1,
    "dishonoured": -1,
}
"""What a booking takes off what is open of the invoice it names, or puts back."""


class Limit(Frozen):
    """What a clause and phase allow, and what must have happened before money moves."""

    clause: str
    phase: str
    limit: Money
    conditions: tuple[Condition, ...] = ()
    instrument: Instrument = "payment"
    secured: bool = False


def limit_of(line: PlanLine) -> Limit:
    """What a line of the plan allows."""
    return Limit(
        clause=line.clause,
        phase=line.phase,
        limit=line.amount,
        conditions=line.conditions,
        instrument=line.instrument,
        secured=line.secured,
    )


class LedgerOpened(Event, name="ledger.opened.v1"):
    """The limits stand. `open_ended`: the contract fixes no amount and `total` is nothing. `master_id` names the master
    contract that what is booked counts against.
    """

    contract_id: str
    counterparty_id: str
    direction: Direction
    limits: tuple[Limit, ...]
    total: Money
    open_ended: bool
    payment_control: PaymentControl
    match_tolerance: DecimalString
    master_id: str | None = None


class LedgerAmended(Event, name="ledger.amended.v1"):
    """From `effective_on` on these limits stand instead. `because` names the amendment, or the contract that ended."""

    contract_id: str
    counterparty_id: str
    because: str
    limits: tuple[Limit, ...]
    total: Money
    open_ended: bool
    payment_control: PaymentControl
    match_tolerance: DecimalString
    effective_on: date


class LedgerBooked(Event, name="ledger.booked.v1"):
    """One document moved one sum. `order_id` and `invoice_id` say which ones besides the contract's. `opening` marks
    what had moved before the contract was taken over: one booking for all of it.
    """

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
    opening: bool = False


class LedgerAdjusted(Event, name="ledger.adjusted.v1"):
    """A document changed what an earlier one, `of`, had booked, or what stands beside it."""

    contract_id: str
    kind: Change | OnBills
    document: str
    of: str | None
    clause: str | None
    phase: str | None
    amount: Money
    order_id: str | None = None
    invoice_id: str | None = None
    effective_on: date


class LedgerAccrued(Event, name="ledger.accrued.v1"):
    """What we owe of interest on an invoice, or on a planned payment that no invoice asks for, `of`, became more or
    less by `amount`. It is that of the days after `since` up to `until`, `days` of which count, at `rate` a year on
    the last. `document` is the booking that it is part of. It is paid under the clause and the phase of interest.
    """

    contract_id: str
    counterparty_id: str
    kind: Accrual
    document: str
    of: str
    clause: str
    phase: str
    amount: Money
    since: date
    until: date
    days: int
    rate: DecimalString
    effective_on: date
