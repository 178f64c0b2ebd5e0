from collections.abc import Iterable
from typing import Any

from sqlalchemy import Executable, update
from sqlalchemy.dialects.postgresql import insert

from services.contract.party.events import GradeAsked, GradeRefused, PartyGraded, PartyJudged, PartySized
from services.contract.party.tables import parties, party_grades_asked, party_sizes
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("parties", tables=[parties, party_sizes, party_grades_asked])


@projection.on(PartyGraded)
def grade(r: Recorded[PartyGraded]) -> Iterable[Executable]:
    """The grade as a supplier is no column: it is read where a contract is reviewed, and where somebody asks for it."""
    event = r.event
    said = {} if event.role == "supplier" else event.model_dump(include={"grade", "graded_on", "valid_until"})
    yield _row(r, {"related": False, "blocked": False}, said)
    if event.approval_id is not None:
        yield _decided(r, event.approval_id, "approved")


@projection.on(GradeAsked)
def ask(r: Recorded[GradeAsked]) -> Iterable[Executable]:
    yield _row(r, {"related": False, "blocked": False}, {})
    said = r.event.model_dump(exclude={"reason", "text_hash"})
    yield insert(party_grades_asked).values(**said, state="asked", sealed=r.sealed, version=r.version)


@projection.on(GradeRefused)
def refuse(r: Recorded[GradeRefused]) -> Iterable[Executable]:
    yield _row(r, {"related": False, "blocked": False}, {})
    yield _decided(r, r.event.approval_id, r.event.outcome)


def _decided(r: Recorded[Any], approval_id: str, outcome: str) -> Executable:
    same = party_grades_asked.c.approval_id == approval_id
    return update(party_grades_asked).where(same).values(state=outcome, version=r.version)


@projection.on(PartyJudged)
def judge(r: Recorded[PartyJudged]) -> Iterable[Executable]:
    yield _row(r, {}, {"related": r.event.related, "blocked": r.event.blocked})


@projection.on(PartySized)
def size(r: Recorded[PartySized]) -> Iterable[Executable]:
    event = r.event
    yield _row(r, {"related": False, "blocked": False}, {})
    yield insert(party_sizes).values(**event.model_dump(), version=r.version)


def _row(r: Recorded[Any], first: dict[str, Any], said: dict[str, Any]) -> Executable:
    changed = {**said, "version": r.version}
    row = insert(parties).values(customer_id=r.event.customer_id, **first, **changed)
    return row.on_conflict_do_update(index_elements=[parties.c.customer_id], set_=changed)
