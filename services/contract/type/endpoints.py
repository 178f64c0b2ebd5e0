from sqlalchemy import select

from services.contract.type.handlers import define_type
from services.contract.type.schemas import TypeAnswer, TypeBody, TypeDefinedAnswer, TypeList
from services.contract.type.tables import types
from shared.values.errors import NotFoundError
from shared.values.ids import Id, new_id
from shared.web.routing import Command, IfMatch, Page, Query, allowed, page_of, router

routes = router()


@routes.post("/v1/types", status_code=201, dependencies=[allowed("contract.type.define")])
async def define(body: TypeBody, work: Command) -> TypeDefinedAnswer:
    """Defines a type of contracts."""
    stream = await define_type(work, body.rules(new_id()))
    return TypeDefinedAnswer(type_id=stream.id, version=stream.version)


@routes.put("/v1/types/{type_id}", dependencies=[allowed("contract.type.define")])
async def redefine(type_id: Id, body: TypeBody, if_match: IfMatch, work: Command) -> TypeDefinedAnswer:
    """Lays down other rules for contracts drafted from now on."""
    stream = await define_type(work, body.rules(type_id), if_match)
    return TypeDefinedAnswer(type_id=stream.id, version=stream.version)


@routes.get("/v1/types", dependencies=[allowed("contract.type.read")])
async def list_types(work: Query, page: Page) -> TypeList:
    """All types."""
    rows = await page_of(work, select(types), [types.c.type_id], page)
    return TypeList(items=[TypeAnswer(**dict(row)) for row in rows])


@routes.get("/v1/types/{type_id}", dependencies=[allowed("contract.type.read")])
async def show(type_id: Id, work: Query) -> TypeAnswer:
    """One type with its rules."""
    row = await work.row(select(types).where(types.c.type_id == type_id))
    if row is None:
        raise NotFoundError
    return TypeAnswer(**dict(row))
