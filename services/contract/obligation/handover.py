"""What is handed over under a contract: owed by the day it says, done by what is accepted, or by somebody's word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from services.contract.obligation.aggregate import (
    OBLIGATION,
    MeetObligation,
    Obligation,
    OwedInMoneyError,
    PerformObligation,
    decide,
)
from services.contract.obligation.events import ObligationPlanned, Thing
from services.contract.obligation.tables import obligations
from services.contract.particulars import Deliverable
from services.contract.terms import HANDOVER_PHASE, Direction, Side, due_at
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import NotPossibleNowError
from shared.values.ids import derived_id
from shared.values.money import Money

HANDS_OVER: Mapping[Direction, Side] = {"purchase": "counterparty", "sales": "us"}


@dataclass(frozen=True, slots=True)
class Parties:
    """Whose contract it is, as everything that is owed under it says."""

    contract_id: str
    counterparty_id: str
    owner_id: str
    direction: Direction
    currency: str


@dataclass(frozen=True, slots=True)
class Left:
    """A thing of a clause, and how much of it is owed still."""

    obligation_id: str
    description: str
    left: Decimal


def handovers(parties: Parties, deliverables: Sequence[Deliverable], on: date) -> list[ObligationPlanned]:
    """What deliverables oblige to that both sides signed for that day. One keeps its place in the books for as long as
    its clause and words stay.
    """
    found, seen = [], dict[tuple[str, str], int]()
    for one in deliverables:
        place = (one.clause, one.description)
        seen[place] = seen.get(place, 0) + 1
        found.append(
            ObligationPlanned(
                obligation_id=derived_id("handover", parties.contract_id, *place, str(seen[place])),
                contract_id=parties.contract_id,
                counterparty_id=parties.counterparty_id,
                owner_id=parties.owner_id,
                direction=parties.direction,
                clause=one.clause,
                phase=HANDOVER_PHASE,
                debtor=HANDS_OVER[parties.direction],
                due_on=due_at(one.due_on, one.after, "signing", on),
                after=one.after,
                amount=Money.zero(parties.currency),
                thing=Thing(description=one.description, quantity=one.quantity, unit=one.unit),
            )
        )
    return found


def allotted(things: Sequence[Left], came: Sequence[tuple[str, Decimal]], *, alone: bool) -> dict[str, Decimal]:
    """How much of what came goes to which thing, the first due first: by its words, or to the only one of its clause
    (`alone`) whatever the order called it. What nothing asks for any more goes to none.
    """
    left = {one.obligation_id: one.left for one in things}
    found: dict[str, Decimal] = {}
    for description, quantity in came:
        rest = quantity
        for one in things:
            part = min(rest, left[one.obligation_id]) if alone or _same(one.description, description) else Decimal(0)
            if part > 0:
                found[one.obligation_id] = found.get(one.obligation_id, Decimal(0)) + part
                left[one.obligation_id] -= part
                rest -= part
    return found


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


async def hand_over_accepted(
    work: Work, contract_id: str, clause: str, came: Sequence[tuple[str, Decimal]], document: str, on: date
) -> None:
    """What was accepted under a clause is so much of what is owed there; nothing where the clause owes no thing."""
    owed = select(obligations.c.obligation_id, obligations.c.state).where(
        obligations.c.contract_id == contract_id,
        obligations.c.clause == clause,
        obligations.c.thing.is_not(None),
        obligations.c.state != "lapsed",
    )
    rows = await work.rows(owed.order_by(obligations.c.due_on.nulls_last(), obligations.c.obligation_id))
    streams = [await work.load(OBLIGATION, row["obligation_id"]) for row in rows if row["state"] != "met"]
    perform(work, streams, came, document, on, alone=len(rows) == 1)


def perform(
    work: Work,
    streams: Sequence[Stream[Obligation]],
    came: Sequence[tuple[str, Decimal]],
    document: str,
    on: date,
    *,
    alone: bool,
) -> None:
    """What came counts for the things of a clause, as `allotted` says."""
    things = [one for stream in streams if (one := _left(stream)) is not None]
    parts = allotted(things, came, alone=alone)
    for stream in streams:
        if stream.id in parts:
            command = PerformObligation(parts[stream.id], document, on)
            work.record(stream, decide(stream.state, command))


def _left(stream: Stream[Obligation]) -> Left | None:
    plan, left = stream.state.plan, stream.state.left
    if plan is None or plan.thing is None or not left:
        return None
    return Left(stream.id, plan.thing.description, left)


async def hand_over(work: Work, obligation_id: str, quantity: Decimal | None, on: date) -> Stream[Obligation]:
    """Somebody says that it was handed over: so much of it, or all that is left. Raises `OwedInMoneyError`."""
    stream = await work.load(OBLIGATION, obligation_id, must_exist=True)
    state = stream.state
    if state.plan is not None and state.plan.thing is None:
        raise OwedInMoneyError
    so_much = quantity if quantity is not None else state.left
    command = MeetObligation(on) if so_much is None else PerformObligation(so_much, None, on)
    done = decide(state, command)
    if not done:
        raise NotPossibleNowError(state.stage, command)
    work.record(stream, done)
    return stream
