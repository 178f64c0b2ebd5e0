from collections.abc import Iterable
from typing import Any

from sqlalchemy import Executable, update
from sqlalchemy.dialects.postgresql import insert

from services.contract.clause.events import (
    ClauseApproved,
    ClauseDrafted,
    ClauseRetired,
    ClauseReturned,
    ClauseSubmitted,
)
from services.contract.clause.tables import clause_versions, clauses
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("standard_clauses", tables=[clauses, clause_versions])


def _moved(r: Recorded[Any], **values: Any) -> Executable:
    return update(clauses).where(clauses.c.clause_id == r.event.clause_id).values(version=r.version, **values)


@projection.on(ClauseDrafted)
def draft(r: Recorded[ClauseDrafted]) -> Iterable[Executable]:
    event = r.event
    values = {"risk": event.risk, "state": "draft", "newest": event.clause_version, "version": r.version}
    row = insert(clauses).values(
        clause_id=event.clause_id, code=event.code, approved=0, retired=False, approval_id=None, **values
    )
    yield row.on_conflict_do_update(index_elements=[clauses.c.clause_id], set_=values)
    said = event.model_dump(mode="json", include={"risk", "words", "variables", "others", "content_hash"})
    number = insert(clause_versions).values(
        clause_id=event.clause_id, clause_version=event.clause_version, approved=False, **said
    )
    yield number.on_conflict_do_update(
        index_elements=[clause_versions.c.clause_id, clause_versions.c.clause_version], set_=said
    )


@projection.on(ClauseSubmitted)
def submit(r: Recorded[ClauseSubmitted]) -> Iterable[Executable]:
    yield _moved(r, state="in_review", approval_id=r.event.approval_id)


@projection.on(ClauseApproved)
def approve(r: Recorded[ClauseApproved]) -> Iterable[Executable]:
    event = r.event
    yield _moved(r, state="approved", approved=event.clause_version)
    of_version = (clause_versions.c.clause_id == event.clause_id) & (
        clause_versions.c.clause_version == event.clause_version
    )
    yield update(clause_versions).where(of_version).values(approved=True)


@projection.on(ClauseReturned)
def give_back(r: Recorded[ClauseReturned]) -> Iterable[Executable]:
    yield _moved(r, state="draft")


@projection.on(ClauseRetired)
def retire(r: Recorded[ClauseRetired]) -> Iterable[Executable]:
    yield _moved(r, state="retired", retired=True)
