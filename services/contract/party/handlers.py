"""What is known of parties, one sentence a function."""

from datetime import date

from sqlalchemy import ColumnElement, func, select

from services.contract.customer.tables import aliases
from services.contract.deputy.handlers import let_deputies_in
from services.contract.party.aggregate import (
    PARTY,
    AskGrade,
    CloseGrade,
    GradeParty,
    JudgeParty,
    Party,
    SizeParty,
    decide,
)
from services.contract.party.events import PartyGraded, PartyJudged, PartySized, Size
from services.contract.party.route import route_of
from services.contract.party.tables import party_sizes
from services.contract.review.places import places_of
from shared.approvals.commands import OpenApproval
from shared.approvals.events import ApprovalClosed
from shared.approvals.handlers import open_round
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.security.known import require_covered


async def ask_grade(work: Work, command: AskGrade) -> Stream[Party]:
    """They are graded by hand, once somebody else agrees; headquarters' word counts for every unit."""
    party = await _party(work, command.customer_id)
    work.record(party, decide(party.state, command))
    asked = party.state.asked
    opening = OpenApproval(
        approval_id=command.approval_id,
        subject=party.name,
        label=command.grade,
        round=1,
        drafter=work.context.actor,
        text_hash=asked.text_hash if asked else "",
        steps=route_of(party.unit),
        at=work.context.now,
    )
    await open_round(work, opening, key=party.key, unit=party.unit, started=let_deputies_in)
    return party


async def grade_closed(work: Work, customer_id: str, closed: ApprovalClosed) -> None:
    """The end of the round: approved, the grade counts from the transaction of the last decision on."""
    party = await work.load(PARTY, customer_id, must_exist=True)
    command = CloseGrade(closed.approval_id, closed.text_hash, closed.outcome)
    work.record(party, decide(party.state, command))


async def take_grade(work: Work, fact: PartyGraded, unit: str) -> None:
    """Scoring graded a customer of the unit."""
    places = await places_of(work, unit)
    party = await work.load(PARTY, fact.customer_id, unit=places["headquarters"])
    work.record(party, decide(party.state, GradeParty(fact)))


async def judge_party(work: Work, customer_id: str, words: str, *, related: bool, blocked: bool) -> Stream[Party]:
    """They are related to us, or stopped, or neither any more."""
    party = await _party(work, customer_id)
    fact = PartyJudged(customer_id=customer_id, related=related, blocked=blocked, reason=words)
    work.record(party, decide(party.state, JudgeParty(fact)))
    return party


async def size_party(work: Work, customer_id: str, size: Size, on: date) -> Stream[Party]:
    """They are of this size from a day on."""
    party = await _party(work, customer_id)
    fact = PartySized(customer_id=customer_id, size=size, effective_on=on)
    work.record(party, decide(party.state, SizeParty(fact)))
    return party


async def size_of(work: Work, customer_id: str, on: date) -> Size | None:
    """What size they were of on a day; of a merged one that of the one it was merged into."""
    chosen = (
        select(party_sizes.c.size)
        .where(party_sizes.c.customer_id == _surviving(customer_id), party_sizes.c.effective_on <= on)
        .order_by(party_sizes.c.effective_on.desc(), party_sizes.c.version.desc())
        .limit(1)
    )
    found: Size | None = await work.value(chosen)
    return found


async def _party(work: Work, customer_id: str) -> Stream[Party]:
    places = await places_of(work, work.context.unit)
    party = await work.load(PARTY, customer_id, unit=places["headquarters"])
    require_covered(work, party.unit, "/path/customer_id")
    return party


async def party_of(work: Work, customer_id: str) -> Party:
    """How a counterparty stands; of a merged one as the one it was merged into."""
    async with work.beyond():
        return (await work.load(PARTY, await work.value(select(_surviving(customer_id))))).state


def _surviving(customer_id: str) -> ColumnElement[str]:
    survivor = select(aliases.c.survivor_id).where(aliases.c.customer_id == customer_id).scalar_subquery()
    return func.coalesce(survivor, customer_id)
