"""Contracts of an Open Contracting file, taken over with the payments made on them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from services.contract.contract.events import ContractImported
from services.contract.imports.errand import Came, Errand, Known, Taken, known_customers
from services.contract.imports.later import amend, amendments, seen_before
from services.contract.imports.placing import Placing
from services.contract.imports.rows import Fault
from services.contract.imports.streams import Moving, new_stream, take_over
from services.contract.ledger.aggregate import Book, payment_order
from services.contract.ledger.control import first_breach
from services.contract.obligation.aggregate import OBLIGATION, LapseObligation, MeetObligation, PlanObligation
from services.contract.obligation.aggregate import decide as decide_obligation
from services.contract.obligation.events import ObligationPlanned, Thing
from services.contract.ocds.contracts import NO_SUPPLIER, ForeignContract, Milestone, Paid, contract_of
from services.contract.payment.aggregate import PAYMENT, ImportPayment, excess_of
from services.contract.payment.aggregate import decide as decide_payment
from services.contract.payment.events import PaymentMade
from services.contract.terms import HANDOVER_PHASE, PlanLine
from shared.eventstore.work import Work
from shared.values.ids import derived_id
from shared.values.money import Money

TYPE: Final = "ocds"
CLAUSE: Final = "total"
PHASE: Final = "all"
"""An imported contract has one planned payment over its whole amount."""
ENDED: Final = ("completed", "terminated")
TOGETHER: Final = 200
"""Contracts that go to the database in one go."""


async def take_contracts(work: Work, errand: Errand, lines: Sequence[str], first_row: int) -> Taken:
    """Records contracts that are not here yet, and how those that are were amended since; a second run of the same
    file changes nothing.
    """
    taken = Taken()
    rows = [(number, contract_of(line)) for number, line in enumerate(lines, first_row)]
    seen, later = await seen_before(work, errand.source, [row for _, row in rows])
    suppliers, _ = await known_customers(work, errand, [row.supplier_id for _, row in rows], [])
    new = [(number, row) for number, row in rows if row.source_id not in seen]
    for number, row in rows:
        if row.source_id in seen and row.source_id not in later:
            taken.count(Came(number, "unchanged", errand.unit, seen[row.source_id]))
    async with Placing(work) as placing:
        for at in range(0, len(new), TOGETHER):
            await placing.place(_decided(work, errand, new[at : at + TOGETHER], suppliers, taken))
    changed = [(number, row, later[row.source_id]) for number, row in rows if row.source_id in later]
    facts = [(*each, _fact(errand, each[1], suppliers.get(each[1].supplier_id))) for each in changed]
    await amend(work, errand, facts, taken)
    return taken


def _decided(
    work: Work,
    errand: Errand,
    rows: Sequence[tuple[int, ForeignContract]],
    suppliers: Mapping[str, Known],
    taken: Taken,
) -> Iterator[None]:
    """Records the rows one by one, pausing after each; their ledgers come last."""
    ledgers: list[Moving] = []
    for number, row in rows:
        yield
        supplier = suppliers.get(row.supplier_id)
        if supplier is not None and not supplier.own:
            taken.reject(number, [Fault("supplier_id", "the supplier belongs to a unit outside the import's")])
            continue
        if supplier is None and row.supplier_id != NO_SUPPLIER:
            taken.warn(number, "supplier_id", "the supplier is not among the customers yet")
        ledger = _take(work, errand, row, supplier, number, taken)
        ledgers.append(ledger)
        taken.count(Came(number, "imported", _unit(errand, row), ledger.stream.id, amount=_amount(errand, row)))
    for ledger in ledgers:
        yield
        ledger.record(work)


def _take(
    work: Work, errand: Errand, row: ForeignContract, supplier: Known | None, number: int, taken: Taken
) -> Moving:
    fact = _fact(errand, row, supplier)
    ledger = take_over(work, fact, _unit(errand, row), amended=amendments(fact.contract_id, row.amended))
    for paid in row.paid:
        if not paid.amount.is_positive:
            taken.warn(number, "transactions", "a payment of nothing is left out")
            continue
        _pay(work, errand, row, fact, paid, ledger, number, taken)
    for milestone in row.milestones:
        _owe(work, errand, fact, milestone, _unit(errand, row))
    return ledger


def _unit(errand: Errand, row: ForeignContract) -> str:
    return row.unit or errand.unit


def _owe(work: Work, errand: Errand, fact: ContractImported, milestone: Milestone, unit: str) -> None:
    """A milestone is something that the supplier hands over; of a contract that has ended nothing is owed any more."""
    planned = ObligationPlanned(
        obligation_id=derived_id("ocds-milestone", fact.contract_id, milestone.milestone_id),
        contract_id=fact.contract_id,
        counterparty_id=fact.counterparty_id,
        owner_id=fact.owner_id,
        direction=fact.direction,
        clause=CLAUSE,
        phase=HANDOVER_PHASE,
        debtor="counterparty",
        due_on=milestone.due_on,
        after=None,
        amount=Money.zero(fact.amount.currency),
        thing=Thing(description=milestone.title, quantity=None, unit=""),
    )
    stream = new_stream(OBLIGATION, planned.obligation_id, fact.contract_id, unit)
    work.record(stream, decide_obligation(stream.state, PlanObligation(planned)))
    if milestone.met:
        met_on = milestone.met_on or milestone.due_on or fact.effective_on
        work.record(stream, decide_obligation(stream.state, MeetObligation(met_on)))
    elif fact.state in ENDED:
        work.record(stream, decide_obligation(stream.state, LapseObligation(fact.term_to or errand.effective_on)))


def _fact(errand: Errand, row: ForeignContract, supplier: Known | None) -> ContractImported:
    # Without an archive the supplier has the id that its import will give it.
    counterparty = supplier.customer_id if supplier else derived_id("customer", errand.source, row.supplier_id)
    contract_id = derived_id("ocds", errand.source, row.ocid, row.contract_id)
    amount = _amount(errand, row)
    plan = (PlanLine(clause=CLAUSE, phase=PHASE, debtor="us", due_on=row.term_to, amount=amount),)
    return ContractImported(
        contract_id=contract_id,
        number=row.contract_id,
        direction="purchase",
        title=row.title,
        type_code=TYPE,
        counterparty_id=counterparty,
        owner_id=errand.actor,
        amount_kind="fixed" if amount.is_positive else "none",
        amount=amount,
        signed_on=row.signed_on,
        effective_on=row.signed_on or row.term_from or errand.effective_on,
        term_from=row.term_from,
        term_to=row.term_to,
        plan=plan if amount.is_positive else (),
        state=row.state,
        source=errand.source,
        source_id=row.source_id,
        taken_on=errand.effective_on,
    )


def _amount(errand: Errand, row: ForeignContract) -> Money:
    """Without an amount the contract is open-ended, in the currency that the import names."""
    return row.amount or Money.zero(errand.currency)


def _pay(
    work: Work,
    errand: Errand,
    row: ForeignContract,
    fact: ContractImported,
    paid: Paid,
    ledger: Moving,
    number: int,
    taken: Taken,
) -> None:
    payment_id = derived_id("ocds-payment", errand.source, row.ocid, row.contract_id, paid.transaction_id)
    on = paid.paid_on or fact.effective_on
    book = Book("paid", payment_id, paid.amount, on, CLAUSE, PHASE, fact=True)
    foreign = paid.amount.currency != fact.amount.currency
    breach = None if foreign else first_breach(ledger.state, payment_order(book))
    if foreign:
        taken.warn(number, "transactions", "a payment in another currency does not count against the contract")
    if breach is not None:
        taken.warn(number, "transactions", f"more was paid than the contract allows: {breach.reason}")
    made = PaymentMade(
        payment_id=payment_id,
        contract_id=fact.contract_id,
        counterparty_id=fact.counterparty_id,
        owner_id=fact.owner_id,
        direction="purchase",
        clause=CLAUSE,
        phase=PHASE,
        amount=paid.amount,
        invoice_id=None,
        due_on=None,
        excess=excess_of(breach),
        source=errand.source,
        source_id=f"{row.source_id}/{paid.transaction_id}",
        effective_on=on,
    )
    payment = new_stream(PAYMENT, payment_id, fact.contract_id, _unit(errand, row))
    work.record(payment, decide_payment(payment.state, ImportPayment(made)))
    if not foreign:
        ledger.decide(book)
