from sqlalchemy import select

from services.contract.type.aggregate import TYPE
from services.contract.type.handlers import define_type
from services.contract.type.route import RELATIVE_UNITS
from services.contract.type.schemas import TypeAnswer, TypeBody, TypeDefinedAnswer, TypeList
from services.contract.type.tables import types
from shared.eventstore.work import Work
from shared.security.known import require_people, require_units
from shared.values.errors import NotFoundError
from shared.values.ids import Id, new_id
from shared.web.routing import Command, IfMatch, Page, Query, allowed, page_of, router

routes = router()


@routes.post("/v1/types", status_code=201, dependencies=[allowed("contract.type.define")])
async def define(body: TypeBody, work: Command) -> TypeDefinedAnswer:
    """Defines a type of contracts."""
    await _check_route(work, body)
    stream = await define_type(work, body.rules(new_id()))
    return TypeDefinedAnswer(type_id=stream.id, version=stream.version)


@routes.put("/v1/types/{type_id}", dependencies=[allowed("contract.type.define")])
async def redefine(type_id: Id, body: TypeBody, if_match: IfMatch, work: Command) -> TypeDefinedAnswer:
    """Lays down other rules for contracts drafted from now on."""
    await work.load(TYPE, type_id, if_match=if_match, must_exist=True)
    await _check_route(work, body)
    stream = await define_type(work, body.rules(type_id), if_match)
    return TypeDefinedAnswer(type_id=stream.id, version=stream.version)


async def _check_route(work: Work, body: TypeBody) -> None:
    """A route leads to somebody at every step."""
    rows = list(enumerate(body.route))
    fixed = {f"/route/{at}/unit": row.unit for at, row in rows if row.unit not in RELATIVE_UNITS}
    named = {f"/route/{at}/units/{place}": unit for at, row in rows for place, unit in enumerate(row.units)}
    await require_units(work, fixed | named)
    people = {
        f"/route/{at}/{name}/{place}": person
        for at, row in rows
        for name in ("persons", "escalate_to", "hand_on_to")
        for place, person in enumerate(getattr(row, name))
    }
    await require_people(work, people)


@routes.get("/v1/types", dependencies=[allowed("contract.type.read")])
async def list_types(work: Query, page: Page, parent_id: Id | None = None) -> TypeList:
    """All types, or those right below one."""
    chosen = select(types) if parent_id is None else select(types).where(types.c.parent_id == parent_id)
    rows = await page_of(work, chosen, [types.c.type_id], page)
    return TypeList(items=[TypeAnswer(**dict(row)) for row in rows])


@routes.get("/v1/types/{type_id}", dependencies=[allowed("contract.type.read")])
async def show(type_id: Id, work: Query) -> TypeAnswer:
    """One type with its rules."""
    row = await work.row(select(types).where(types.c.type_id == type_id))
    if row is None:
        raise NotFoundError
    return TypeAnswer(**dict(row))
