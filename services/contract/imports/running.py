"""Contracts that run elsewhere, taken over with the opening balances of each clause."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import select

from services.contract.contract.events import ContractImported
from services.contract.contract.tables import contracts
from services.contract.imports.contract_rows import ContractRow, read_contract
from services.contract.imports.errand import OUTSIDE, Came, Errand, Known, Taken, known_customers, one_of
from services.contract.imports.opening import OPENINGS, Opening, invoice_of, move, openings_of, payment_of
from services.contract.imports.placing import Placing
from services.contract.imports.rows import Fault, RowRejectedError
from services.contract.imports.streams import Moving, new_stream, take_over
from services.contract.invoice.aggregate import INVOICE, BringInvoiceForward, Invoice
from services.contract.invoice.aggregate import decide as decide_invoice
from services.contract.obligation.aggregate import OBLIGATION, MeetObligation, Obligation, PlanObligation
from services.contract.obligation.aggregate import decide as decide_obligation
from services.contract.obligation.events import ObligationPlanned
from services.contract.obligation.handlers import obligation_id_of
from services.contract.ocds.report import NO_UNIT
from services.contract.payment.aggregate import PAYMENT, BringPaymentForward, Payment
from services.contract.payment.aggregate import decide as decide_payment
from services.contract.terms import PaymentControl, check_plan
from shared.eventstore.aggregate import Stream
from shared.eventstore.event import Event
from shared.eventstore.work import Work
from shared.values.errors import DomainError
from shared.values.ids import derived_id
from shared.values.money import Money, MoneyError

TOGETHER: Final = 100
"""Contracts that go to the database in one go."""
Good = tuple[int, ContractRow, Known, str, list[Opening]]
"""A row that can be taken, with its number, its customer, its unit and what moved before."""


async def take_running(
    work: Work, errand: Errand, lines: Sequence[str], first_row: int, *, wait_for_unknown: bool
) -> Taken | None:
    """Records contracts that are not here yet; a bad row is rejected and the others go on.

    None, with nothing recorded, when a customer is not known yet and may still come.
    """
    taken = Taken()
    rows = _read(lines, first_row, taken)
    ids = [row.source_id for _, row in rows]
    named = (contracts.c.source == errand.source) & one_of(contracts.c.source_id, ids)
    known = select(contracts.c.source_id, contracts.c.contract_id).where(named)
    seen = {row["source_id"]: row["contract_id"] for row in await work.rows(known)} if ids else {}
    by_source, by_id = await known_customers(
        work,
        errand,
        [row.customer_source_id for _, row in rows if row.customer_source_id],
        [row.customer_id for _, row in rows if row.customer_id],
        errand.units.values(),
    )
    good: list[Good] = []
    for number, row in rows:
        if row.source_id in seen:
            taken.count(Came(number, "unchanged", errand.unit, seen[row.source_id]))
            continue
        customer = by_source.get(row.customer_source_id or "") or by_id.get(row.customer_id or "")
        if customer is None and wait_for_unknown:
            return None
        try:
            unit = unit_of(row, errand.unit, errand.units)
            openings = checked(row, errand.currency, errand.effective_on)
            good.append((number, row, _own(row, customer, unit), unit, openings))
        except RowRejectedError as error:
            taken.reject(number, error.faults)
        else:
            seen[row.source_id] = _contract_id(errand, row)
    async with Placing(work) as placing:
        for at in range(0, len(good), TOGETHER):
            await placing.place(_decided(work, errand, good[at : at + TOGETHER], taken))
    return taken


def _decided(work: Work, errand: Errand, rows: Sequence[Good], taken: Taken) -> Iterator[None]:
    """Records the rows kind by kind, pausing after each decision: rows of one table that are written one after another
    go to the database together. Ledgers come last.
    """
    brought = Brought()
    for number, row, customer, unit, openings in rows:
        yield
        brought.take(work, _fact(errand, row, customer, openings), unit, row.payment_control, openings)
        for place, opening in enumerate(openings):
            for doubt in opening.doubts:
                taken.warn(number, f"plan.{place}.opening", doubt)
        taken.count(_came(errand, number, row, unit, openings))
    yield from brought.recorded(work)


def _came(errand: Errand, number: int, row: ContractRow, unit: str, openings: Sequence[Opening]) -> Came:
    currency = row.currency or errand.currency
    moved = {kind: Money.total([getattr(one, kind) for one in openings], currency) for kind in OPENINGS}
    contract_id, amount = _contract_id(errand, row), total_of(openings, currency)
    return Came(number, "imported", unit, contract_id, amount=amount, openings=moved)


def _contract_id(errand: Errand, row: ContractRow) -> str:
    return derived_id("contract", errand.source, row.source_id)


def _read(lines: Sequence[str], first_row: int, taken: Taken) -> list[tuple[int, ContractRow]]:
    read = []
    for number, line in enumerate(lines, first_row):
        try:
            read.append((number, read_contract(line)))
        except RowRejectedError as error:
            taken.reject(number, error.faults)
    return read


def unit_of(row: ContractRow, unit: str, units: Mapping[str, str]) -> str:
    """The unit that a row names, that of the import without; raises `RowRejectedError`."""
    if row.unit_code is None:
        return unit
    if row.unit_code not in units:
        raise RowRejectedError([Fault("unit_code", NO_UNIT)])
    return units[row.unit_code]


def _own(row: ContractRow, customer: Known | None, unit: str) -> Known:
    column = "customer_id" if row.customer_id else "customer_source_id"
    if customer is None:
        raise RowRejectedError([Fault(column, "there is no such customer")])
    if not customer.reaches(unit):
        raise RowRejectedError([Fault(column, OUTSIDE)])
    return customer


def checked(row: ContractRow, currency: str, imported_on: date) -> list[Opening]:
    """The openings of a row whose plan can be taken; raises `RowRejectedError`."""
    try:
        openings = openings_of(row, currency, imported_on)
        plan = tuple(opening.line for opening in openings)
        check_plan(plan, total_of(openings, row.currency or currency), "fixed" if plan else "none")
    except MoneyError as error:
        raise RowRejectedError([Fault("plan", error.detail)]) from error
    except DomainError as error:
        found = error.details.get("errors")
        at = found[0] if isinstance(found, list) else {"pointer": "/plan", "detail": error.detail}
        raise RowRejectedError([Fault(at["pointer"].strip("/").replace("/", "."), at["detail"])]) from error
    return openings


def total_of(openings: Sequence[Opening], currency: str) -> Money:
    """What the plan comes to."""
    return Money.total([opening.line.amount for opening in openings], currency)


@dataclass
class Brought:
    """What contracts bring with them, by kind, until it is recorded."""

    planned: list[tuple[Stream[Obligation], list[Event]]] = field(default_factory=list)
    met: list[tuple[Stream[Obligation], Opening]] = field(default_factory=list)
    invoices: list[tuple[Stream[Invoice], list[Event]]] = field(default_factory=list)
    payments: list[tuple[Stream[Payment], list[Event]]] = field(default_factory=list)
    ledgers: list[Moving] = field(default_factory=list)

    def take(
        self, work: Work, fact: ContractImported, unit: str, control: PaymentControl, openings: Sequence[Opening]
    ) -> None:
        """The contract is recorded at once, what comes with it is decided."""
        ledger, key = take_over(work, fact, unit, control), fact.contract_id
        for opening in openings:
            planned = _planned(fact, opening)
            obligation = new_stream(OBLIGATION, planned.obligation_id, key, unit)
            self.planned.append((obligation, decide_obligation(obligation.state, PlanObligation(planned))))
            if (opening.settled if fact.direction == "sales" else opening.paid) >= opening.line.amount:
                self.met.append((obligation, opening))
            if (invoiced := invoice_of(fact, opening)) is not None:
                invoice = new_stream(INVOICE, invoiced.invoice_id, key, unit)
                self.invoices.append((invoice, decide_invoice(invoice.state, BringInvoiceForward(invoiced))))
            if (paid := payment_of(fact, opening)) is not None:
                payment = new_stream(PAYMENT, paid.payment_id, key, unit)
                self.payments.append((payment, decide_payment(payment.state, BringPaymentForward(paid))))
            move(ledger, fact, opening)
        self.ledgers.append(ledger)

    def recorded(self, work: Work) -> Iterator[None]:
        """Records it kind by kind, pausing after each stream."""
        for obligation, events in self.planned:
            yield
            work.record(obligation, events)
        for obligation, opening in self.met:
            yield
            work.record(obligation, decide_obligation(obligation.state, MeetObligation(opening.on)))
        for invoice, events in self.invoices:
            yield
            work.record(invoice, events)
        for payment, events in self.payments:
            yield
            work.record(payment, events)
        for ledger in self.ledgers:
            yield
            ledger.record(work)


def _fact(errand: Errand, row: ContractRow, customer: Known, openings: Sequence[Opening]) -> ContractImported:
    plan = tuple(opening.line for opening in openings)
    return ContractImported(
        contract_id=_contract_id(errand, row),
        number=row.number,
        direction=row.direction,
        title=row.title,
        type_code=row.type_code,
        counterparty_id=customer.customer_id,
        owner_id=errand.actor,
        amount_kind="fixed" if plan else "none",
        amount=total_of(openings, row.currency or errand.currency),
        signed_on=row.signed_on,
        effective_on=row.effective_on or row.signed_on or row.term_from or row.opening_on or errand.effective_on,
        term_from=row.term_from,
        term_to=row.term_to,
        plan=plan,
        state=row.state,
        source=errand.source,
        source_id=row.source_id,
        renewal=row.renews,
        taken_on=errand.effective_on,
    )


def _planned(fact: ContractImported, opening: Opening) -> ObligationPlanned:
    line = opening.line
    return ObligationPlanned(
        obligation_id=obligation_id_of(fact.contract_id, line.clause, line.phase),
        contract_id=fact.contract_id,
        counterparty_id=fact.counterparty_id,
        owner_id=fact.owner_id,
        direction=fact.direction,
        clause=line.clause,
        phase=line.phase,
        debtor=line.debtor,
        due_on=line.due_at("signing", fact.signed_on or fact.effective_on),
        after=line.after,
        amount=line.amount,
    )
