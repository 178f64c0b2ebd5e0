from typing import Any

from services.contract.authority import queries
from services.contract.authority.handlers import grant_authority, revoke_authority
from services.contract.authority.schemas import AuthorityAnswer, AuthorityBody, AuthorityList, AuthorityMoved
from services.contract.authority.tables import authorities
from services.contract.rows import with_money
from shared.security.known import require_people, unit_for
from shared.values.clock import BusinessDate
from shared.values.ids import Id, new_id
from shared.web.routing import Command, IfMatch, Page, Query, allowed, page_of, router

routes = router()


@routes.post("/v1/authorities", status_code=201, dependencies=[allowed("contract.authority.grant")])
async def grant(body: AuthorityBody, work: Command) -> AuthorityMoved:
    """Lets somebody sign for us: within a scope, up to a ceiling, between two days."""
    unit = await unit_for(work, body.unit_id)
    await require_people(work, {"/person_id": body.person_id})
    stream = await grant_authority(work, body.fact(new_id(), unit, work.context.actor))
    return AuthorityMoved(authority_id=stream.id, version=stream.version)


@routes.post(
    "/v1/authorities/{authority_id}/revocation", status_code=201, dependencies=[allowed("contract.authority.grant")]
)
async def revoke(authority_id: Id, if_match: IfMatch, work: Command) -> AuthorityMoved:
    """Ends an authority today."""
    stream = await revoke_authority(work, authority_id, if_match)
    return AuthorityMoved(authority_id=stream.id, version=stream.version)


@routes.get("/v1/authorities", dependencies=[allowed("contract.authority.read")])
async def list_authorities(
    work: Query, page: Page, person_id: Id | None = None, on: BusinessDate | None = None
) -> AuthorityList:
    """Letters of authority, of one person or in force on a day."""
    rows = await page_of(work, queries.listed(person_id, on), [authorities.c.authority_id], page)
    return AuthorityList(items=[_answer(row) for row in rows])


@routes.get("/v1/authorities/{authority_id}", dependencies=[allowed("contract.authority.read")])
async def show(authority_id: Id, work: Query) -> AuthorityAnswer:
    """One letter of authority."""
    return _answer(await queries.one(work, authority_id))


def _answer(row: Any) -> AuthorityAnswer:
    return AuthorityAnswer(**with_money(row, AuthorityAnswer))
