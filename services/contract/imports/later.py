"""Contracts that are here already, and what their source tells of them since: amendments, another state, payments,
milestones. Taken one file after the other they stand as if the last had been taken alone.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Select, select

from services.contract.contract.aggregate import CONTRACT, decide
from services.contract.contract.commands import FollowSource, KeepAmendments
from services.contract.contract.events import AmendmentImported, ContractImported
from services.contract.contract.following import ENDS
from services.contract.contract.machine import State, possible
from services.contract.contract.state import Contract
from services.contract.imports.errand import Came, Errand, Result, Taken
from services.contract.imports.news import Here, News
from services.contract.imports.performed import owe, owe_no_more, owe_otherwise, pay
from services.contract.imports.streams import Moving
from services.contract.ledger.aggregate import LEDGER, AmendLedger
from services.contract.ledger.amending import used_of
from services.contract.ledger.events import LedgerAmended, limit_of
from services.contract.ocds.contracts import NO_SUPPLIER, Amendment, ForeignContract
from services.contract.particulars import Restated
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.security.tables import unit_closure
from shared.values.ids import derived_id
from shared.values.money import Money

UNTOLD: Final = Amendment(None, None, None, None, None, None, None)
"""What a contract that was not in effect yet says otherwise, without an amendment."""
OPEN: Final = ("planned", "due", "overdue")
"""States in which something is still owed."""
Told = tuple[int, ForeignContract, News, ContractImported]
"""A row with its number, what is new in it, and the fact that it would be taken over by now."""


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


async def take_later(work: Work, errand: Errand, rows: Sequence[Told], taken: Taken) -> None:
    """Records what is new of each contract, ledgers last. What is known is not changed by what says otherwise: that is
    remarked.
    """
    ledgers: list[Moving] = []
    units = {row["descendant"] for row in await work.rows(_below(errand.unit))} | {errand.unit} if rows else set()
    for number, row, news, fact in rows:
        here = news.here
        ours = here.unit in units or here.unit == row.unit
        if ours:
            for fault in news.differing:
                taken.differ(number, fault)
        if not news:
            taken.count(Came(number, "unchanged", errand.unit, here.contract_id))
            continue
        contract = await work.load(CONTRACT, here.contract_id, must_exist=True)
        if not ours or not possible(contract.state.state, AmendmentImported):
            foreign = "it is not agreed on" if ours else "it belongs to a unit outside the import's"
            taken.warn(number, "amendments", f"the file tells more of the contract, which is left as it is: {foreign}")
            taken.count(Came(number, "unchanged", errand.unit, contract.id))
            continue
        more, limits = _amend(work, errand, contract, (number, row, news, fact), taken)
        moved = _follow(work, errand, contract, row, news, fact)
        if contract.state.put_off or (news.state is not None and not moved):
            taken.warn(number, "amendments", "the contract has run out here, and is not taken up again")
        known = _as_known(contract.state, fact)
        await _owe(work, errand, known, news)
        if news.paid or limits is not None:
            ledgers.append(await _move(work, errand, (number, row, news, known), limits, taken))
        new = news.counted() | {"new_states": int(moved)}
        result: Result = "amended" if any(new.values()) or more is not None else "unchanged"
        taken.count(Came(number, result, here.unit, contract.id, amount=more, new=new))
    for ledger in ledgers:
        ledger.record(work)


def _amend(
    work: Work, errand: Errand, contract: Stream[Contract], told: Told, taken: Taken
) -> tuple[Money | None, LedgerAmended | None]:
    """What the contract says follows, unless it was amended here since: how much more that is, and its limits."""
    number, row, news, fact = told
    if not (news.amended or news.restated):
        return None, None
    doubts = list(_doubts(contract.state, row, fact))
    for doubt in doubts:
        taken.warn(number, "amendments", doubt)
    before, after = contract.state.imported, None if doubts else _restated(contract.state, row, fact)
    if after is None and not news.amended:
        return None, None
    kept = amendments(contract.id, news.amended or (UNTOLD,), news.here.place + 1, after)
    work.record(contract, decide(contract.state, KeepAmendments(kept)))
    if before is None or after is None:
        return None, None
    return after.amount - before.amount, _limits(before, after, kept[-1], errand)


def _follow(
    work: Work, errand: Errand, contract: Stream[Contract], row: ForeignContract, news: News, fact: ContractImported
) -> bool:
    """The contract takes effect, goes on, or ends, as its source tells; whether it moved."""
    state, today = news.state, errand.effective_on
    if state is None:
        return False
    said = FollowSource(state, errand.source, fact.effective_on, fact.ended_on or today, today, row.signed_on)
    events = decide(contract.state, said)
    work.record(contract, events)
    return bool(events)


def _as_known(contract: Contract, fact: ContractImported) -> ContractImported:
    """The fact under which payments and milestones come: with the parties and the currency that the contract has."""
    head = contract.head
    ended = contract.state.value in ENDS or contract.state is State.ARCHIVED
    said = {name: getattr(head, name) for name in ("contract_id", "counterparty_id", "owner_id", "direction", "amount")}
    said |= {"effective_on": contract.effective_on or fact.effective_on}
    said |= {"ended_on": (contract.ended_on or fact.taken_on) if ended else None}
    return fact.model_copy(update=said)


async def _owe(work: Work, errand: Errand, fact: ContractImported, news: News) -> None:
    """What is handed over: more of it, otherwise, done, or owed no more since the source ended the contract."""
    here: Here = news.here
    told = set()
    for milestone in news.milestones:
        obligation_id = here.thing_of(milestone)
        told.add(obligation_id)
        if obligation_id in here.things:
            await owe_otherwise(work, fact, milestone, obligation_id, errand.effective_on)
        else:
            owe(work, fact, milestone, here.unit)
    if news.state in ENDS and fact.ended_on is not None:
        for obligation_id, owed in here.things.items():
            if owed.state in OPEN and obligation_id not in told:
                await owe_no_more(work, obligation_id, fact.ended_on)


async def _move(work: Work, errand: Errand, told: Told, limits: LedgerAmended | None, taken: Taken) -> Moving:
    """What was paid, under the limits as they are now."""
    number, row, news, fact = told
    ledger = Moving(await work.load(LEDGER, fact.contract_id, must_exist=True))
    if limits is not None:
        if not limits.open_ended and used_of(ledger.state) > limits.total:
            taken.warn(number, "amendments", "more was paid than the contract allows since")
        kept = {name: getattr(ledger.state, name) for name in ("payment_control", "match_tolerance")}
        ledger.decide(AmendLedger(limits.model_copy(update=kept)))
    for paid in news.paid:
        pay(work, errand, row, fact, paid, ledger, number, taken)
    return ledger


def _below(unit: str) -> Select[Any]:
    return select(unit_closure.c.descendant).where(unit_closure.c.ancestor == unit)


def _doubts(contract: Contract, row: ForeignContract, fact: ContractImported) -> Iterator[str]:
    """Why what the contract says stays, though it was amended."""
    known = contract.imported
    if known is None or contract.terms is not None:
        yield "the contract was amended here too: what it says here stays"
    elif contract.state is State.ARCHIVED or (contract.state.value in ENDS and known.state not in ENDS):
        yield "the contract was ended here: what it says stays"
    elif row.amount is not None and row.amount.currency != known.amount.currency:
        yield "the contract is in another currency now: what it says stays"
    elif row.supplier_id != NO_SUPPLIER and fact.counterparty_id != known.counterparty_id:
        yield "the contract names another supplier now: what it says stays"


def _restated(contract: Contract, row: ForeignContract, fact: ContractImported) -> Restated | None:
    """What the contract says now; None where that is nothing else. What the source is silent of stays."""
    known = contract.imported
    if known is None:
        return None
    said = fact if row.amount is not None else known
    term_to = row.term_to or known.term_to
    now = Restated(
        title=known.title if row.title == row.contract_id else row.title,
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
