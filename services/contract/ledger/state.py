"""The sums of a contract as they stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from services.contract.ledger.events import (
    Accrual,
    Change,
    Kind,
    LedgerAccrued,
    LedgerAdjusted,
    LedgerAmended,
    LedgerBooked,
    LedgerOpened,
    Limit,
    OnBills,
)
from services.contract.terms import INTEREST_PHASE, Direction, Instrument, PaymentControl
from shared.values.money import Money

Sums = Mapping[str, Money]
AnyKind = Kind | Change | OnBills | Accrual


@dataclass(frozen=True, slots=True)
class Invoiced:
    """An invoice on the ledger: what it asks for, what credit notes took off, what is kept back of it as retention
    money (under `kept_at`, clause and phase), and how much of it was paid, allocated or set off.
    """

    order_id: str | None
    clause: str
    phase: str
    gross: Money
    settled: Money
    due_on: date | None
    credited: Money
    retained: Money
    kept_at: tuple[str, str] | None = None

    @property
    def payable(self) -> Money:
        """What may be paid of it now, all that was paid already included."""
        return self.gross - self.credited - self.retained

    @property
    def open(self) -> Money:
        return self.payable - self.settled


@dataclass(frozen=True, slots=True)
class Outlay:
    """What a payment put under a clause, phase and invoice; `left` is not yet given back nor set off."""

    clause: str
    phase: str
    instrument: Instrument
    invoice_id: str | None
    order_id: str | None
    left: Money


@dataclass(frozen=True, slots=True)
class Ledger:
    """`sums` by kind, by kind and clause, by kind, clause and phase; `orders` by order and kind; `receipts` are what of
    each receipt is not yet allocated; `outlays` what each payment put where; `accrued` the interest we owe, by what
    it is owed for. Every amount is in `currency`.
    """

    contract_id: str = ""
    counterparty_id: str = ""
    direction: Direction = "purchase"
    payment_control: PaymentControl = "strict"
    match_tolerance: Decimal = Decimal(0)
    currency: str = "CNY"
    total: Money | None = None
    limits: tuple[Limit, ...] = ()
    sums: Sums = field(default_factory=dict)
    orders: Mapping[str, Sums] = field(default_factory=dict)
    invoices: Mapping[str, Invoiced] = field(default_factory=dict)
    receipts: Mapping[str, Money] = field(default_factory=dict)
    outlays: Mapping[str, Outlay] = field(default_factory=dict)
    accrued: Mapping[str, Money] = field(default_factory=dict)
    master_id: str | None = None

    @property
    def is_open(self) -> bool:
        return bool(self.contract_id)

    @property
    def price(self) -> Money:
        """What caps are shares of: the contract's total, what was ordered where it fixes none."""
        return self.sum("ordered") if self.total is None else self.total

    def sum(self, kind: AnyKind, clause: str | None = None, phase: str | None = None) -> Money:
        """What was booked of a kind, on the whole contract, under a clause, or under a clause and phase."""
        return self.sums.get(_key(kind, clause, phase), Money.zero(self.currency))

    def interest(self, clause: str | None = None) -> Money:
        """What we owe for paying late, under a clause or altogether."""
        phase = None if clause is None else INTEREST_PHASE
        return self.sum("accrued", clause, phase) - self.sum("unaccrued", clause, phase)

    def allowed(self, clause: str, phase: str) -> Money | None:
        """What may be paid or asked for in all under a clause and phase; None where nothing stands there."""
        limit = self.limit(clause, phase)
        if limit is not None:
            return limit.limit
        owed = self.interest(clause)
        return owed if phase == INTEREST_PHASE and owed.is_positive else None

    def spent(self, clause: str | None = None, phase: str | None = None) -> Money:
        """What was paid, to the other party or to the tax office in its name, and did not come back."""
        paid = self.sum("paid", clause, phase) + self.sum("withheld", clause, phase)
        return paid - self.sum("refunded", clause, phase)

    def collected(self, clause: str | None = None, phase: str | None = None) -> Money:
        """What settled invoices to a customer."""
        came = self.sum("allocated", clause, phase) + self.sum("withheld", clause, phase)
        return came + self.sum("covered", clause, phase) - self.sum("dishonoured", clause, phase)

    @property
    def bills_at_risk(self) -> Money:
        """Bills that the acceptors have neither honoured nor dishonoured, also those that were passed on."""
        over = [self.sum("honoured"), self.sum("relieved"), self.sum("dishonoured"), self.sum("returned")]
        return self.sum("taken") - Money.total(over, self.currency)

    @property
    def bills_passed_on(self) -> Money:
        """Bills at risk that others have."""
        return self.sum("discounted") + self.sum("endorsed") - self.sum("relieved") - self.sum("recoursed")

    @property
    def bills_uncovering(self) -> Money:
        """What of bills covers no invoice."""
        return self.sum("taken") - self.sum("covered") - self.sum("returned")

    def order_spent(self, order_id: str) -> Money:
        """The same of an order."""
        paid = self.order_sum("paid", order_id) + self.order_sum("withheld", order_id)
        return paid - self.order_sum("refunded", order_id)

    def order_sum(self, kind: AnyKind, order_id: str) -> Money:
        return self.orders.get(order_id, {}).get(kind, Money.zero(self.currency))

    def clause_limit(self, clause: str) -> Money:
        return Money.total([limit.limit for limit in self.limits if limit.clause == clause], self.currency)

    def limit(self, clause: str, phase: str) -> Limit | None:
        return next((limit for limit in self.limits if (limit.clause, limit.phase) == (clause, phase)), None)

    def has_bookings(self, limit: Limit) -> bool:
        """Whether anything was booked under the limit's clause and phase."""
        place = f"\n{limit.clause}\n{limit.phase}"
        return any(key.endswith(place) for key in self.sums)

    def outlays_of(self, payment_id: str) -> dict[str, Outlay]:
        """What one payment put where, by key."""
        start = f"{payment_id}\n"
        return {key: outlay for key, outlay in self.outlays.items() if key.startswith(start)}


def opened(event: LedgerOpened) -> Ledger:
    return Ledger(
        contract_id=event.contract_id,
        counterparty_id=event.counterparty_id,
        direction=event.direction,
        payment_control=event.payment_control,
        match_tolerance=event.match_tolerance,
        currency=event.total.currency,
        total=None if event.open_ended else event.total,
        limits=event.limits,
        master_id=event.master_id,
    )


def limited(ledger: Ledger, event: LedgerAmended) -> Ledger:
    """The same sums under other limits."""
    return replace(
        ledger,
        counterparty_id=event.counterparty_id,
        payment_control=event.payment_control,
        match_tolerance=event.match_tolerance,
        total=None if event.open_ended else event.total,
        limits=event.limits,
    )


def _key(kind: AnyKind, clause: str | None, phase: str | None) -> str:
    return "\n".join(part for part in (kind, clause, phase) if part is not None)


def outlay_key(payment_id: str, clause: str | None, phase: str | None, invoice_id: str | None) -> str:
    return "\n".join((payment_id, clause or "", phase or "", invoice_id or ""))


def summed(ledger: Ledger, event: LedgerBooked | LedgerAdjusted | LedgerAccrued) -> Sums:
    """The sums after one booking: of the kind, of its clause, of its phase."""
    sums = dict(ledger.sums)
    keys = [_key(event.kind, None, None)]
    if event.clause is not None:
        keys += [_key(event.kind, event.clause, None), _key(event.kind, event.clause, event.phase)]
    for key in dict.fromkeys(keys):
        sums[key] = sums[key] + event.amount if key in sums else event.amount
    return sums
