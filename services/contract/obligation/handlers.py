"""What is owed: planned at signing, dated by what happens, met by what is paid, due and overdue by themselves."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

import asyncpg
from sqlalchemy import select

from services.contract.ledger.events import LedgerAdjusted, LedgerBooked
from services.contract.ledger.state import Ledger
from services.contract.obligation.aggregate import (
    OBLIGATION,
    ChangeObligation,
    Command,
    DateObligation,
    LapseObligation,
    MarkDue,
    MarkOverdue,
    MeetObligation,
    PlanObligation,
    ReopenObligation,
    decide,
)
from services.contract.obligation.events import ObligationPlanned
from services.contract.obligation.tables import obligations
from services.contract.terms import HANDOVER_PHASE, INTEREST_PHASE, After, Occasion
from shared.eventstore.deadlines import Deadline
from shared.eventstore.event import Event
from shared.eventstore.work import Work
from shared.values.ids import derived_id

OVER: Final = ("met", "lapsed")
"""States in which nothing is owed any more."""


async def plan_obligations(work: Work, planned: Sequence[ObligationPlanned], unit: str) -> None:
    """Every payment of a plan, and everything that is handed over, becomes an obligation of the contract's unit."""
    for each in planned:
        stream = await work.load(OBLIGATION, each.obligation_id, key=each.contract_id, unit=unit)
        work.record(stream, decide(stream.state, PlanObligation(each)))


def obligation_id_of(contract_id: str, clause: str, phase: str) -> str:
    """The same for the same place in the same contract's plan."""
    return derived_id("obligation", contract_id, clause, phase)


async def waiting_for(
    work: Work, contract_id: str, occasion: Occasion, place: tuple[str, str] | None
) -> list[asyncpg.Record]:
    """Undated obligations that the occasion dates: those of the clause and phase it names, with what is handed over
    under the clause; all of them without.
    """
    chosen = select(obligations.c.obligation_id, obligations.c.after).where(
        obligations.c.contract_id == contract_id,
        obligations.c.due_on.is_(None),
        obligations.c.after["event"].astext == occasion,
    )
    if place is not None:
        phases = obligations.c.phase.in_((place[1], HANDOVER_PHASE))
        chosen = chosen.where(obligations.c.clause == place[0], phases)
    return await work.rows(chosen)


async def date_obligations(work: Work, waiting: list[asyncpg.Record], on: date) -> None:
    """The occasion came on that day."""
    for row in waiting:
        after = After.model_validate(row["after"])
        await _record(work, row["obligation_id"], DateObligation(on + timedelta(days=after.days)))


async def meet_obligation(work: Work, contract_id: str, clause: str, phase: str, on: date) -> None:
    """What was owed under the clause and phase has been paid in full."""
    stream = await work.load(OBLIGATION, obligation_id_of(contract_id, clause, phase))
    if stream.exists:
        work.record(stream, decide(stream.state, MeetObligation(on)))


async def meet_what_is_settled(work: Work, after: Ledger, booking: Sequence[Event], on: date) -> None:
    """Obligations whose clause and phase are settled in full after these bookings are met: by what was paid and did not
    come back, or was allocated, by tax that was withheld, and by what credit notes took off.
    """
    booked = [event for event in booking if isinstance(event, LedgerBooked | LedgerAdjusted)]
    await meet_settled_places(work, after, [(event.clause or "", event.phase or "") for event in booked], on)


async def meet_settled_places(work: Work, after: Ledger, places: Iterable[tuple[str, str]], on: date) -> None:
    """The same for clauses and phases that are named."""
    for clause, phase in dict.fromkeys(places):
        limit = after.allowed(clause, phase)
        moved = after.spent(clause, phase) if after.direction == "purchase" else after.collected(clause, phase)
        if limit is not None and moved + after.sum("credited", clause, phase) >= limit:
            await meet_obligation(work, after.contract_id, clause, phase, on)


async def reopen_what_is_owed(work: Work, after: Ledger, booking: Sequence[Event], on: date) -> None:
    """Obligations under the clauses and phases of these bookings that are not settled any more are owed again."""
    booked = [event for event in booking if isinstance(event, LedgerAdjusted) and event.clause is not None]
    for clause, phase in dict.fromkeys((event.clause or "", event.phase or "") for event in booked):
        limit = after.limit(clause, phase)
        settled = after.collected(clause, phase) + after.sum("credited", clause, phase)
        stream = await work.load(OBLIGATION, obligation_id_of(after.contract_id, clause, phase))
        if limit is not None and settled < limit.limit and stream.exists:
            work.record(stream, decide(stream.state, ReopenObligation(on)))


async def follow_plan(work: Work, contract_id: str, planned: Sequence[ObligationPlanned], unit: str, on: date) -> None:
    """What is owed is what the plan says now: more, less, on another day, or no more. What is met stays met while the
    plan asks for no more under its clause and phase; interest that we owe stays owed.
    """
    planned_before = (obligations.c.contract_id == contract_id, obligations.c.phase != INTEREST_PHASE)
    known = await work.rows(select(obligations.c.obligation_id).where(*planned_before))
    said = {each.obligation_id for each in planned}
    for each in planned:
        stream = await work.load(OBLIGATION, each.obligation_id, key=contract_id, unit=unit)
        command: Command = ChangeObligation(each, on) if stream.exists else PlanObligation(each)
        work.record(stream, decide(stream.state, command))
    for row in known:
        if row["obligation_id"] not in said:
            await _record(work, row["obligation_id"], LapseObligation(on))


async def fall_due(work: Work, due: Deadline) -> None:
    """The due day has begun."""
    await _record(work, due.subject, MarkDue(work.context.today))


async def be_overdue(work: Work, due: Deadline) -> None:
    """The day after has begun."""
    await _record(work, due.subject, MarkOverdue(work.context.today))


async def _record(work: Work, obligation_id: str, command: Command) -> None:
    stream = await work.load(OBLIGATION, obligation_id, must_exist=True)
    work.record(stream, decide(stream.state, command))
