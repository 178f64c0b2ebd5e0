from services.portal.unit import handlers, queries
from services.portal.unit.schemas import UnitAnswer, UnitAnswers, UnitBody, UnitHistory, UnitMade
from shared.values.ids import Id, new_id
from shared.web.routing import Command, IfMatch, Page, Query, allowed, router

routes = router()


@routes.post("/v1/units", status_code=201, dependencies=[allowed("portal.unit.change")])
async def make(body: UnitBody, work: Command) -> UnitMade:
    """Makes a unit below another."""
    unit_id = new_id()
    return UnitMade(unit_id=unit_id, version=await handlers.change_unit(work, body.to_command(unit_id)))


@routes.put("/v1/units/{unit_id}", dependencies=[allowed("portal.unit.change")])
async def change(unit_id: Id, body: UnitBody, work: Command, version: IfMatch) -> UnitMade:
    """Gives a unit other data, or another place in the tree; everything below moves with it."""
    return UnitMade(unit_id=unit_id, version=await handlers.change_unit(work, body.to_command(unit_id), version))


@routes.get("/v1/units", dependencies=[allowed("portal.unit.read")])
async def index(work: Query, page: Page) -> UnitAnswers:
    """The units that the caller sees."""
    return UnitAnswers(units=[UnitAnswer(**row) for row in await queries.unit_page(work, page)])


@routes.get("/v1/units/{unit_id}", dependencies=[allowed("portal.unit.read")])
async def show(unit_id: Id, work: Query) -> UnitAnswer:
    """One unit."""
    return UnitAnswer(**await queries.unit(work, unit_id))


@routes.get("/v1/units/{unit_id}/history", dependencies=[allowed("portal.unit.read")])
async def history(unit_id: Id, work: Query, page: Page) -> UnitHistory:
    """A unit's name, place and legal entity by date, the latest change first."""
    return UnitHistory(changes=await queries.history(work, unit_id, page))
