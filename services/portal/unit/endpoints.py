from typing import Annotated

from fastapi import Query as Parameter

from services.portal.unit import handlers, queries
from services.portal.unit.schemas import (
    PlannedChange,
    PlannedChanges,
    UnitAnswer,
    UnitAnswers,
    UnitBody,
    UnitHistory,
    UnitMade,
)
from shared.values.ids import Id, new_id
from shared.web.routing import Command, IfMatch, Page, Query, allowed, router

routes = router()


@routes.post("/v1/units", status_code=201, dependencies=[allowed("portal.unit.change")])
async def make(body: UnitBody, work: Command) -> UnitMade:
    """Makes a unit below another; one dated ahead is there at once and opens on its day."""
    unit_id = new_id()
    command = body.to_command(unit_id, work.context.today)
    return UnitMade(unit_id=unit_id, version=await handlers.change_unit(work, command))


@routes.put("/v1/units/{unit_id}", dependencies=[allowed("portal.unit.change")])
async def change(unit_id: Id, body: UnitBody, work: Command, version: IfMatch) -> UnitMade:
    """Gives a unit other data, or another place in the tree, everything below moving with it; what is dated ahead
    waits for its day.
    """
    command = body.to_command(unit_id, work.context.today)
    return UnitMade(unit_id=unit_id, version=await handlers.change_unit(work, command, version))


@routes.get("/v1/units", dependencies=[allowed("portal.unit.read")])
async def index(work: Query, page: Page, q: Annotated[str, Parameter(max_length=100)] = "") -> UnitAnswers:
    """The units that the caller sees, all or those that `q` is in the name or at the beginning of the code of."""
    return UnitAnswers(units=[UnitAnswer(**row) for row in await queries.unit_page(work, page, q)])


@routes.get("/v1/units/{unit_id}", dependencies=[allowed("portal.unit.read")])
async def show(unit_id: Id, work: Query) -> UnitAnswer:
    """One unit."""
    return UnitAnswer(**await queries.unit(work, unit_id))


@routes.get("/v1/units/{unit_id}/history", dependencies=[allowed("portal.unit.read")])
async def history(unit_id: Id, work: Query, page: Page) -> UnitHistory:
    """A unit's name and place by date, the latest change first."""
    return UnitHistory(changes=await queries.history(work, unit_id, page))


@routes.get("/v1/units/{unit_id}/planned-changes", dependencies=[allowed("portal.unit.read")])
async def planned(unit_id: Id, work: Query, page: Page) -> PlannedChanges:
    """What waits for its day, and what could not take effect on it."""
    return PlannedChanges(planned=[PlannedChange(**row) for row in await queries.planned(work, unit_id, page)])


@routes.post(
    "/v1/units/{unit_id}/planned-changes/{change_id}/withdrawal",
    status_code=201,
    dependencies=[allowed("portal.unit.change")],
)
async def withdraw(unit_id: Id, change_id: Id, work: Command) -> UnitMade:
    """Takes a planned change back before its day."""
    return UnitMade(unit_id=unit_id, version=await handlers.withdraw_change(work, unit_id, change_id))
