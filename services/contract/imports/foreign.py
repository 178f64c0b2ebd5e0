"""Contracts of an Open Contracting file, taken over with the payments made on them and with what they tell later."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from services.contract.contract.events import ContractImported
from services.contract.contract.following import ENDS
from services.contract.imports.errand import OUTSIDE, Came, Errand, Known, Taken, known_customers
from services.contract.imports.known import told_since
from services.contract.imports.later import Told, amendments, take_later
from services.contract.imports.performed import CLAUSE, PHASE, owe, pay
from services.contract.imports.placing import Placing
from services.contract.imports.rows import Fault
from services.contract.imports.streams import Moving, take_over
from services.contract.ocds.contracts import NO_SUPPLIER, ForeignContract, contract_of
from services.contract.terms import PlanLine
from shared.eventstore.work import Work
from shared.values.ids import derived_id
from shared.values.money import Money

TYPE: Final = "ocds"
TOGETHER: Final = 200
"""Contracts that go to the database in one go."""


async def take_contracts(work: Work, errand: Errand, lines: Sequence[str], first_row: int) -> Taken:
    """Records contracts that are not here yet, and what is new of those that are; a second run of the same file changes
    nothing.
    """
    taken = Taken()
    rows = [(number, contract_of(line)) for number, line in enumerate(lines, first_row)]
    since = await told_since(work, errand.source, [row for _, row in rows])
    units = {_unit(errand, row) for _, row in rows}
    suppliers, _ = await known_customers(work, errand, [row.supplier_id for _, row in rows], [], units)
    new = [(number, row) for number, row in rows if row.source_id not in since]
    async with Placing(work) as placing:
        for at in range(0, len(new), TOGETHER):
            await placing.place(_decided(work, errand, new[at : at + TOGETHER], suppliers, taken))
    told: list[Told] = []
    for number, row in rows:
        news = since.get(row.source_id)
        if news is not None and (news or news.differing):
            told.append((number, row, news, _fact(errand, row, suppliers.get(row.supplier_id))))
        elif news is not None:
            taken.count(Came(number, "unchanged", errand.unit, news.here.contract_id))
    await take_later(work, errand, told, taken)
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
        if supplier is not None and not supplier.reaches(_unit(errand, row)):
            taken.reject(number, [Fault("supplier_id", OUTSIDE)])
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
        pay(work, errand, row, fact, paid, ledger, number, taken)
    for milestone in row.milestones:
        owe(work, fact, milestone, _unit(errand, row))
    return ledger


def _unit(errand: Errand, row: ForeignContract) -> str:
    return row.unit or errand.unit


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
        ended_on=_ended_on(errand, row) if row.state in ENDS else None,
    )


def _ended_on(errand: Errand, row: ForeignContract) -> date:
    """No source says it: the last day of the term, unless the source told of the end before that."""
    known = [day for day in (row.term_to, row.told_on) if day is not None]
    return min(*known, errand.effective_on) if known else errand.effective_on


def _amount(errand: Errand, row: ForeignContract) -> Money:
    """Without an amount the contract is open-ended, in the currency that the import names."""
    return row.amount or Money.zero(errand.currency)
