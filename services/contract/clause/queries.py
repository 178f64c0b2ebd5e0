"""What is asked about standard clauses, which are the same for every unit."""

from typing import Any

import asyncpg
from sqlalchemy import Select, select

from services.contract.clause.tables import clause_versions, clauses
from shared.eventstore.work import Work
from shared.values.errors import NotFoundError


def listed(*, state: str | None = None, risk: str | None = None, code: str | None = None) -> Select[Any]:
    """Clauses with what their newest version says."""
    newest = (clause_versions.c.clause_id == clauses.c.clause_id) & (
        clause_versions.c.clause_version == clauses.c.newest
    )
    said = (clause_versions.c.words, clause_versions.c.variables, clause_versions.c.others)
    chosen = select(clauses, *said).select_from(clauses.join(clause_versions, newest))
    for column, wanted in ((clauses.c.state, state), (clauses.c.risk, risk), (clauses.c.code, code)):
        if wanted is not None:
            chosen = chosen.where(column == wanted)
    return chosen


async def one(work: Work, clause_id: str) -> asyncpg.Record:
    row = await work.row(listed().where(clauses.c.clause_id == clause_id))
    if row is None:
        raise NotFoundError
    return row


def versions_of(clause_id: str) -> Select[Any]:
    """Every version there was and is."""
    return select(clause_versions).where(clause_versions.c.clause_id == clause_id)
