"""Whatever is tried in whatever order, nothing gets round payment control, and all sums agree to the cent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from hypothesis import given as example
from hypothesis import settings
from hypothesis import strategies as st

from services.contract.accounts.mapping import Booking, accounts_of, postings_of
from services.contract.accounts.shipped import SHIPPED
from services.contract.ledger.adjustments import PREPAID, Adjust
from services.contract.ledger.aggregate import LEDGER, Book, Command, OpenLedger, decide
from services.contract.ledger.control import RULES
from services.contract.ledger.errors import PaymentRefusedError
from services.contract.ledger.events import LedgerAdjusted, LedgerBooked, LedgerOpened, Limit
from services.contract.ledger.state import Ledger
from shared.eventstore.event import Event
from shared.values.errors import DomainError
from shared.values.money import Money

TODAY = date(2026, 3, 2)
CAP = Decimal("0.20")
ACCOUNTS = accounts_of(SHIPPED.lines)
REASONS: Final = {rule.__name__ for rule in RULES}


def cny(cents: int) -> Money:
    return Money.of(Decimal(cents) / 100, "CNY")


LIMITS = st.lists(
    st.builds(
        lambda clause, phase, cents, instrument, secured, conditions: Limit(
            clause=clause,
            phase=phase,
            limit=cny(cents),
            instrument=instrument,
            secured=secured,
            conditions=conditions,
        ),
        st.sampled_from(["1", "2"]),
        st.sampled_from(["a", "b", "c"]),
        st.integers(1, 5000),
        st.sampled_from(["payment", "payment", "advance", "deposit", "retention"]),
        st.sampled_from([False, False, False, True]),
        st.sampled_from([(), (), (), ("invoice",), ("acceptance",), ("acceptance", "invoice")]),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda limit: (limit.clause, limit.phase),
)
KINDS = ("ordered", "accepted", "invoiced", "paid", "paid", "paid", "refunded", "credited", "offset", "retained",
         "released", "secured", "freed", "charged", "withheld")  # fmt: skip
STEP = st.tuples(st.sampled_from(KINDS), st.integers(0, 3), st.integers(0, 3), st.integers(0, 3), st.integers(1, 4000))


@dataclass
class Life:
    """One contract as it is tried: its events, its state, and what was refused."""

    ledger: Ledger
    events: list[Event] = field(default_factory=list)
    refusals: list[PaymentRefusedError] = field(default_factory=list)

    def attempt(self, command: Command) -> None:
        """Decided on what it is now; a refusal changes nothing."""
        try:
            new = decide(self.ledger, command)
        except PaymentRefusedError as refusal:
            self.refusals.append(refusal)
        except DomainError:
            pass
        else:
            self.ledger, self.events = LEDGER.fold(new, self.ledger), [*self.events, *new]

    def booked(self) -> list[LedgerBooked | LedgerAdjusted]:
        return [one for one in self.events if isinstance(one, LedgerBooked | LedgerAdjusted)]


def command_of(life: Life, number: int, step: tuple[str, int, int, int, int]) -> Command:
    """A command that means something more often than not: documents are picked among those that are there."""
    kind, first, second, third, cents = step
    ledger, amount, document = life.ledger, cny(cents), f"d{number}"
    limit = ledger.limits[first % len(ledger.limits)]
    order = pick(list(ledger.orders), second)
    invoice = pick(list(ledger.invoices), third)
    payment = pick(sorted({key.split("\n")[0] for key in ledger.outlays}), second)
    match kind:
        case "ordered":
            return Book("ordered", document, amount, TODAY, order_id=document)
        case "accepted":
            return Book("accepted", document, amount, TODAY, limit.clause, limit.phase, order)
        case "invoiced":
            return Book("invoiced", document, amount, TODAY, limit.clause, limit.phase, order, document)
        case "paid":
            named = invoice if third else None
            return Book("paid", document, amount, TODAY, limit.clause, limit.phase, invoice_id=named, deposit_cap=CAP)
        case "offset":
            advance = pick(
                [key.split("\n")[0] for key, one in ledger.outlays.items() if one.instrument in PREPAID], second
            )
            return Adjust("offset", document, amount, TODAY, of=advance, invoice_id=invoice)
        case "refunded":
            return Adjust("refunded", document, amount, TODAY, of=payment)
        case "retained":
            return Adjust("retained", document, amount, TODAY, invoice_id=invoice, cap=Decimal("0.05"))
        case "withheld":
            return Adjust("withheld", document, amount, TODAY, invoice_id=invoice, cap=CAP)
        case _:
            return Adjust(kind, document, amount, TODAY, invoice_id=invoice)  # type: ignore[arg-type] # one of KINDS


def pick(known: Sequence[str], number: int) -> str | None:
    return known[number % len(known)] if known else None


def opened(limits: Sequence[Limit], share: int) -> LedgerOpened:
    """`share` in a hundred of what the plan comes to is the contract's total."""
    return LedgerOpened(
        contract_id="c1",
        counterparty_id="k1",
        direction="purchase",
        limits=tuple(limits),
        total=Money.total([limit.limit for limit in limits], "CNY").times(Decimal(share) / 100),
        open_ended=False,
        payment_control="strict",
        match_tolerance=Decimal(0),
    )


@settings(max_examples=300)
@example(LIMITS, st.lists(STEP, max_size=60), st.integers(0, 2), st.sampled_from([100, 40]))
def test_never_more_is_paid_than_clause_phase_order_and_contract_allow(
    limits: list[Limit], steps: list[tuple[str, int, int, int, int]], racing: int, share: int
):
    life = Life(LEDGER.initial)
    life.attempt(OpenLedger(opened(limits, share)))
    for number, step in enumerate(steps):
        command = command_of(life, number, step)
        before = life.ledger
        life.attempt(command)
        if isinstance(command, Book) and command.kind == "paid" and life.ledger is not before:
            was_allowed(before, life.ledger, command)
        # Whoever decided on the same state meanwhile is refused by the version of the stream, and decides again.
        for again in range(racing):
            life.attempt(command_of(life, 1000 * (again + 1) + number, step))
        holds(life.ledger)
    agrees(life)
    named(life.refusals)
    assert LEDGER.fold(life.events) == life.ledger


def holds(ledger: Ledger) -> None:
    """Every limit, by figures of its own."""
    assert ledger.total is not None
    assert ledger.spent() <= ledger.total
    for limit in ledger.limits:
        assert ledger.spent(limit.clause, limit.phase) <= limit.limit
        assert ledger.spent(limit.clause) <= ledger.clause_limit(limit.clause)
        if limit.instrument == "retention":
            place = (limit.clause, limit.phase)
            assert ledger.spent(*place) <= ledger.sum("released", *place)
    deposits = [limit for limit in ledger.limits if limit.instrument == "deposit"]
    paid = Money.total([ledger.spent(limit.clause, limit.phase) for limit in deposits], "CNY")
    assert paid <= ledger.total.times(CAP)
    for order, sums in ledger.orders.items():
        used = Money.total([ledger.order_sum(kind, order) for kind in ("paid", "withheld", "offset")], "CNY")
        used -= ledger.order_sum("refunded", order)
        assert used <= ledger.order_sum("ordered", order), sums
    for invoice in ledger.invoices.values():
        assert not invoice.settled.is_negative
        assert invoice.settled <= invoice.gross
        assert invoice.credited + invoice.retained <= invoice.gross
    assert all(not outlay.left.is_negative for outlay in ledger.outlays.values())
    left = Money.total([outlay.left for outlay in ledger.outlays.values()], "CNY")
    assert left == ledger.spent() - ledger.sum("withheld") - ledger.sum("offset")
    held = ledger.sum("retained") - ledger.sum("released")
    assert held == Money.total([invoice.retained for invoice in ledger.invoices.values()], "CNY")


def was_allowed(before: Ledger, after: Ledger, paid: Book) -> None:
    """What must have happened before this payment had happened."""
    limit = after.limit(paid.clause or "", paid.phase or "")
    assert limit is not None
    invoice = before.invoices.get(paid.invoice_id or "")
    if "invoice" in limit.conditions:
        assert invoice is not None
    if invoice is not None:
        assert (limit.clause, limit.phase) in ((invoice.clause, invoice.phase), invoice.kept_at)
        assert after.invoices[paid.invoice_id or ""].settled <= invoice.payable
    if "acceptance" in limit.conditions:
        waiting = [one for one in after.limits if "acceptance" in one.conditions]
        assert spent_under(after, waiting) <= after.sum("accepted")
    if limit.secured:
        assert spent_under(after, [one for one in after.limits if one.secured]) <= after.sum("secured") - after.sum(
            "freed"
        )
    if invoice is not None and invoice.order_id is not None:
        of = invoice.order_id
        asked = after.order_sum("invoiced", of) - after.order_sum("credited", of)
        assert asked <= after.order_sum("ordered", of)
        if "acceptance" in limit.conditions:
            assert asked <= after.order_sum("accepted", of)


def spent_under(ledger: Ledger, limits: Sequence[Limit]) -> Money:
    return Money.total([ledger.spent(limit.clause, limit.phase) for limit in limits], "CNY")


def agrees(life: Life) -> None:
    """The sum of the events, the balances and both sides of the postings."""
    sums: dict[str, Money] = {}
    sides = {"debit": cny(0), "credit": cny(0)}
    for event in life.booked():
        sums[event.kind] = sums.get(event.kind, cny(0)) + event.amount
        limit = life.ledger.limit(event.clause or "", event.phase or "")
        instrument = "invoice" if event.kind == "refunded" and event.invoice_id else limit and limit.instrument
        net = event.amount.times(Decimal("0.87"))
        tax = event.amount - net
        booking = Booking(event.kind, "purchase", instrument or "payment", event.amount, net, tax)
        for one in postings_of(booking, ACCOUNTS):
            sides[one.side] += one.amount
    assert {kind: life.ledger.sum(kind) for kind in sums} == sums  # type: ignore[arg-type] # kinds of bookings
    assert sides["debit"] == sides["credit"] == Money.total(sums.values(), "CNY")


def named(refusals: Sequence[PaymentRefusedError]) -> None:
    """Every refusal names its clause, the limit and the amount used, and is right in its own figures."""
    for refusal in refusals:
        details: Mapping[str, Any] = refusal.details
        assert details["reason"] in REASONS
        assert details["clause"] in {"1", "2"}
        limit, used, asked = (Decimal(details[name]["amount"]) for name in ("limit", "used", "requested"))
        if details["reason"] != "three_way_match":
            assert used + asked > limit
        else:
            assert used > limit
