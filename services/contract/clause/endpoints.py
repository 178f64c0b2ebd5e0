from typing import Annotated, Any, Literal

from fastapi import Path
from fastapi import Query as QueryParameter

from services.contract.clause import handlers, queries
from services.contract.clause.aggregate import StandardClause
from services.contract.clause.events import Risk
from services.contract.clause.schemas import (
    ClauseAnswer,
    ClauseBody,
    ClauseList,
    ClauseMoved,
    ClauseRow,
    ClauseVersion,
    ClauseVersionAnswer,
    ClauseVersions,
    RetireBody,
)
from services.contract.clause.tables import clause_versions, clauses
from services.contract.text.keeping import words_by_hash
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import NotFoundError
from shared.values.ids import Id, new_id
from shared.web.routing import Command, IfMatch, Page, Query, allowed, page_of, router

routes = router()

State = Literal["draft", "in_review", "approved", "retired"]
VersionNumber = Annotated[int, Path(ge=1, le=1_000_000)]
VERSION_FIELDS = tuple(ClauseVersion.model_fields)
READ = [allowed("contract.clause.read")]
DRAFT = [allowed("contract.clause.draft")]


def _moved(clause: Stream[StandardClause]) -> ClauseMoved:
    state = clause.state
    return ClauseMoved(
        clause_id=clause.id,
        state=state.stage,
        newest=state.newest.clause_version if state.newest else 0,
        approved=state.approved,
        approval_id=state.approval_id or None,
        content_hash=state.newest.content_hash if state.newest else "",
        version=clause.version,
    )


@routes.post("/v1/clauses", status_code=201, dependencies=DRAFT)
async def draft(body: ClauseBody, work: Command) -> ClauseMoved:
    """Drafts a standard clause; it is used once somebody else has approved it."""
    return _moved(await handlers.draft_clause(work, new_id(), body.wish()))


@routes.put("/v1/clauses/{clause_id}", dependencies=DRAFT)
async def revise(clause_id: Id, body: ClauseBody, if_match: IfMatch, work: Command) -> ClauseMoved:
    """Drafts the next version, or says the draft anew; the approved version stays in use meanwhile."""
    return _moved(await handlers.draft_clause(work, clause_id, body.wish(), if_match))


@routes.post("/v1/clauses/{clause_id}/submission", status_code=201, dependencies=DRAFT)
async def submit(clause_id: Id, if_match: IfMatch, work: Command) -> ClauseMoved:
    """Starts the review of the newest version."""
    return _moved(await handlers.submit_clause(work, clause_id, if_match, new_id()))


@routes.post("/v1/clauses/{clause_id}/retirement", status_code=201, dependencies=DRAFT)
async def retire(clause_id: Id, body: RetireBody, if_match: IfMatch, work: Command) -> ClauseMoved:
    """No template takes the clause up any more; those that hold it go on."""
    return _moved(await handlers.retire_clause(work, clause_id, if_match, body.reason))


@routes.get("/v1/clauses", dependencies=READ)
async def list_clauses(
    work: Query,
    page: Page,
    state: State | None = None,
    risk: Risk | None = None,
    code: Annotated[str | None, QueryParameter(pattern="^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")] = None,
) -> ClauseList:
    """The library by code, without the words."""
    rows = await page_of(work, queries.listed(state=state, risk=risk, code=code), [clauses.c.code], page)
    return ClauseList(items=[ClauseRow(**dict(row)) for row in rows])


@routes.get("/v1/clauses/{clause_id}", dependencies=READ)
async def show(clause_id: Id, work: Query) -> ClauseAnswer:
    """One clause with the words of its newest version."""
    row = await queries.one(work, clause_id)
    [spoken] = await _spoken(work, [row])
    return ClauseAnswer(**spoken)


@routes.get("/v1/clauses/{clause_id}/versions", dependencies=READ)
async def show_versions(clause_id: Id, work: Query, page: Page) -> ClauseVersions:
    """Every version there was and is, the newest first, without the words."""
    await queries.one(work, clause_id)
    rows = await page_of(work, queries.versions_of(clause_id), [clause_versions.c.clause_version.desc()], page)
    return ClauseVersions(items=[ClauseVersion(**{name: row[name] for name in VERSION_FIELDS}) for row in rows])


@routes.get("/v1/clauses/{clause_id}/versions/{number}", dependencies=READ)
async def show_version(clause_id: Id, number: VersionNumber, work: Query) -> ClauseVersionAnswer:
    """One version with its words."""
    row = await work.row(queries.versions_of(clause_id).where(clause_versions.c.clause_version == number))
    if row is None:
        raise NotFoundError
    [spoken] = await _spoken(work, [row])
    return ClauseVersionAnswer(**{name: spoken[name] for name in VERSION_FIELDS})


async def _spoken(work: Work, rows: list[Any]) -> list[dict[str, Any]]:
    """The rows with the words of every language."""
    texts = await words_by_hash(work, [one["text_hash"] for row in rows for one in row["words"]])
    return [{**dict(row), "words": [{**one, "text": texts[one["text_hash"]]} for one in row["words"]]} for row in rows]
