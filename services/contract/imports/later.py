"""Contracts that are here already, and what their source tells of how they were amended since."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Select, select

from services.contract.contract.aggregate import CONTRACT, decide
from services.contract.contract.commands import KeepAmendments
from services.contract.contract.events import AmendmentImported, ContractImported
from services.contract.contract.machine import State, possible
from services.contract.contract.state import Contract
from services.contract.contract.tables import contracts, imported_amendments
from services.contract.imports.errand import Came, Errand, Taken, one_of
from services.contract.ledger.aggregate import LEDGER, AmendLedger
from services.contract.ledger.aggregate import decide as decide_ledger
from services.contract.ledger.amending import used_of
from services.contract.ledger.events import LedgerAmended, limit_of
from services.contract.ocds.contracts import Amendment, ForeignContract
from services.contract.particulars import Restated
from shared.eventstore.work import Work
from shared.security.tables import unit_closure
from shared.values.ids import derived_id

ENDED: Final = ("completed", "terminated")
"""States in which a source has ended a contract, that are also states here."""
Mark = tuple[date | None, str | None, str | None]
"""By what an amendment without an id is known: its day and the releases before and after."""


@dataclass(frozen=True, slots=True)
class Later:
    """What a source tells of a contract that is here, and is not: amendments from that place on."""

    contract_id: str
    unit: str
    place: int
    amended: tuple[Amendment, ...]


async def seen_before(
    work: Work, source: str, rows: Sequence[ForeignContract]
) -> tuple[dict[str, str], dict[str, Later]]:
    """By their id in the source: which of the contracts are here, with their id, and what is told later of some of
    them. Amendments that were agreed on here, and went out with a release, are none of the source's.
    """
    named = {row.source_id: row for row in rows}
    c, known = contracts.c, imported_amendments.c
    chosen = select(c.source_id, c.contract_id, c.unit_id).where(c.source == source, one_of(c.source_id, list(named)))
    here = {row["source_id"]: row for row in await work.rows(chosen)} if named else {}
    ids_here = {source_id: row["contract_id"] for source_id, row in here.items()}
    asked = [contract_id for source_id, contract_id in ids_here.items() if named[source_id].amended]
    if not asked:
        return ids_here, {}
    told = await work.rows(select(imported_amendments).where(one_of(known.contract_id, asked)))
    own = await work.rows(select(c.amends, c.number).where(one_of(c.amends, asked), c.number != ""))
    ids: dict[str, set[str]] = {contract_id: set() for contract_id in asked}
    marks: dict[str, Counter[Mark]] = {contract_id: Counter() for contract_id in asked}
    places = dict.fromkeys(asked, 0)
    for row in told:
        contract_id = row["contract_id"]
        places[contract_id] = max(places[contract_id], row["place"])
        if row["source_amendment_id"] is None:
            marks[contract_id][row["amended_on"], row["release_before"], row["release_after"]] += 1
        else:
            ids[contract_id].add(row["source_amendment_id"])
    for row in own:
        ids[row["amends"]].add(row["number"])
    found: dict[str, Later] = {}
    for source_id, row in here.items():
        contract_id = row["contract_id"]
        if contract_id in places:
            new = not_here(named[source_id].amended, ids[contract_id], marks[contract_id])
            if new:
                found[source_id] = Later(contract_id, row["unit_id"], places[contract_id] + 1, new)
    return ids_here, found


def not_here(told: Sequence[Amendment], ids: Collection[str], marks: Mapping[Mark, int]) -> tuple[Amendment, ...]:
    """Those told of that are known neither by their id nor, without one, by day and releases."""
    left, found = Counter(marks), []
    for one in told:
        mark = (one.amended_on, one.before, one.after)
        if one.amendment_id is None and left[mark] > 0:
            left[mark] -= 1
        elif one.amendment_id is None or one.amendment_id not in ids:
            found.append(one)
    return tuple(found)


def amendments(
    contract_id: str, amended: Sequence[Amendment], place: int = 1, restated: Restated | None = None
) -> tuple[AmendmentImported, ...]:
    """The facts of amendments in their order, from a place on; the last says what the contract says since."""
    return tuple(
        AmendmentImported(
            contract_id=contract_id,
            place=at,
            source_amendment_id=one.amendment_id,
            amended_on=one.amended_on,
            release_before=one.before,
            release_after=one.after,
            rationale=one.rationale,
            description=one.description,
            changes=one.changes,
            restated=restated if one is amended[-1] else None,
        )
        for at, one in enumerate(amended, place)
    )


async def amend(
    work: Work, errand: Errand, rows: Sequence[tuple[int, ForeignContract, Later, ContractImported]], taken: Taken
) -> None:
    """Records what was told later of each contract, with the fact that it would be taken over by now; ledgers come
    last. What the contract says follows, unless it was amended here since.
    """
    limits: list[tuple[int, LedgerAmended]] = []
    units = {row["descendant"] for row in await work.rows(_below(errand.unit))} | {errand.unit}
    for number, row, later, fact in rows:
        contract = await work.load(CONTRACT, later.contract_id, must_exist=True)
        if later.unit not in units or not possible(contract.state.state, AmendmentImported):
            foreign = "it belongs to a unit outside the import's" if later.unit not in units else "it is not agreed on"
            taken.warn(number, "amendments", f"the contract was amended, and is left as it is: {foreign}")
            taken.count(Came(number, "unchanged", errand.unit, contract.id))
            continue
        doubts = list(_doubts(contract.state, row, fact))
        for doubt in doubts:
            taken.warn(number, "amendments", doubt)
        before, after = contract.state.imported, None if doubts else _restated(contract.state, row, fact)
        told = amendments(contract.id, later.amended, later.place, after)
        work.record(contract, decide(contract.state, KeepAmendments(told)))
        more = after.amount - before.amount if before is not None and after is not None else None
        taken.count(Came(number, "amended", later.unit, contract.id, amount=more))
        if contract.state.state is State.EXPIRED and after is not None:
            taken.warn(number, "amendments", "the contract has run out here, and is not taken up again")
        if before is not None and after is not None:
            limits.append((number, _limits(before, after, told[-1], errand)))
    for number, change in limits:
        ledger = await work.load(LEDGER, change.contract_id, must_exist=True)
        if not change.open_ended and used_of(ledger.state) > change.total:
            taken.warn(number, "amendments", "more was paid than the contract allows since")
        kept = {"payment_control": ledger.state.payment_control, "match_tolerance": ledger.state.match_tolerance}
        work.record(ledger, decide_ledger(ledger.state, AmendLedger(change.model_copy(update=kept))))


def _below(unit: str) -> Select[Any]:
    return select(unit_closure.c.descendant).where(unit_closure.c.ancestor == unit)


def _doubts(contract: Contract, row: ForeignContract, fact: ContractImported) -> Iterator[str]:
    """Why what the contract says stays, though it was amended."""
    known = contract.imported
    if known is None or contract.terms is not None:
        yield "the contract was amended here too: what it says here stays"
    elif contract.state is State.ARCHIVED or (contract.state in ENDED and known.state not in ENDED):
        yield "the contract was ended here: what it says stays"
    elif row.amount is not None and row.amount.currency != known.amount.currency:
        yield "the contract is in another currency now: what it says stays"
    elif fact.counterparty_id != known.counterparty_id:
        yield "the contract names another supplier now: what it says stays"


def _restated(contract: Contract, row: ForeignContract, fact: ContractImported) -> Restated | None:
    """What the contract says now; None where that is nothing else. What the source is silent of stays."""
    known = contract.imported
    if known is None:
        return None
    said = fact if row.amount is not None else known
    term_to = row.term_to or known.term_to
    now = Restated(
        title=row.title,
        amount_kind=said.amount_kind,
        amount=said.amount,
        term_from=row.term_from or known.term_from,
        term_to=term_to,
        plan=tuple(line.model_copy(update={"due_on": term_to}) for line in said.plan),
    )
    return now if any(getattr(known, name) != value for name, value in now) else None


def _limits(before: ContractImported, after: Restated, told: AmendmentImported, errand: Errand) -> LedgerAmended:
    return LedgerAmended(
        contract_id=before.contract_id,
        counterparty_id=before.counterparty_id,
        because=derived_id("imported-amendment", told.contract_id, str(told.place)),
        limits=tuple(limit_of(line) for line in after.plan),
        total=after.amount,
        open_ended=after.amount_kind == "none",
        payment_control="report",
        match_tolerance=Decimal(0),
        effective_on=min(told.amended_on or errand.effective_on, errand.effective_on),
    )
