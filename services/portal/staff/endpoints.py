from typing import Annotated

from fastapi import Path
from fastapi import Query as QueryParameter

from services.portal.account.passwords import one_time_password
from services.portal.role_group.queries import permissions_for
from services.portal.staff import handlers, queries
from services.portal.staff.aggregate import (
    FreezeStaff,
    GrantRole,
    KeepOn,
    LetGo,
    MoveStaff,
    RevokeRole,
)
from services.portal.staff.schemas import (
    CorrectionBody,
    DayBody,
    DeputyBody,
    GrantBody,
    MoveBody,
    People,
    RevocationBody,
    StaffAnswer,
    StaffAnswers,
    StaffBody,
    StaffChanged,
    StaffMade,
)
from services.portal.staff.state import Stage
from shared.values.errors import InvalidFieldError
from shared.values.ids import Id, new_id
from shared.values.text import Code
from shared.web.routing import Command, IfMatch, Page, Query, allowed, router

routes = router()

MOST_IDS = 200
Subject = Annotated[str, Path(pattern="^([0-9a-f-]{36}|service:[a-z]{1,32})$", description="A staff id or a service")]


@routes.post("/v1/staff", status_code=201, dependencies=[allowed("portal.staff.join")])
async def join(body: StaffBody, work: Command) -> StaffMade:
    """Takes somebody on."""
    staff_id = new_id()
    made = None if body.password is not None else one_time_password()
    version = await handlers.join_staff(
        work, body.to_command(staff_id), body.password or made or "", must_change=body.must_change_password
    )
    return StaffMade(staff_id=staff_id, version=version, one_time_password=made)


@routes.get("/v1/staff", dependencies=[allowed("portal.staff.read")])
async def index(
    work: Query,
    page: Page,
    q: Annotated[str, QueryParameter(max_length=100, description="Words of a name, or a login")] = "",
    stage: Annotated[Stage | None, QueryParameter()] = None,
    unit_id: Annotated[Id | None, QueryParameter()] = None,
) -> StaffAnswers:
    """Who works in the units that the caller sees."""
    return StaffAnswers(staff=await queries.staff_page(work, page, q, stage and stage.value, unit_id))


@routes.get("/v1/staff/{staff_id}", dependencies=[allowed("portal.staff.read")])
async def show(staff_id: Id, work: Query) -> StaffAnswer:
    """Somebody who works here, with the roles held."""
    return await queries.one(work, staff_id)


@routes.post("/v1/staff/{staff_id}/moves", status_code=201, dependencies=[allowed("portal.staff.change")])
async def move(staff_id: Id, body: MoveBody, work: Command) -> StaffChanged:
    """Moves somebody to another unit; somebody frozen is back with it."""
    version = await handlers.move_staff(work, MoveStaff(staff_id, body.unit_id, body.effective_on))
    return StaffChanged(staff_id=staff_id, version=version)


@routes.post("/v1/staff/{staff_id}/freezing", status_code=201, dependencies=[allowed("portal.staff.change")])
async def freeze(staff_id: Id, body: DayBody, work: Command) -> StaffChanged:
    """Stops every right of somebody, for the time being."""
    version = await handlers.change_staff(work, staff_id, FreezeStaff(staff_id, body.effective_on))
    return StaffChanged(staff_id=staff_id, version=version)


@routes.post("/v1/staff/{staff_id}/leaving", status_code=201, dependencies=[allowed("portal.staff.change")])
async def leave(staff_id: Id, body: DayBody, work: Command) -> StaffChanged:
    """Lets somebody go: every session and right ends at once, in every service; on a day to come, when it begins."""
    version = await handlers.change_staff(work, staff_id, LetGo(staff_id, body.effective_on, work.context.today))
    return StaffChanged(staff_id=staff_id, version=version)


@routes.post("/v1/staff/{staff_id}/leaving/withdrawal", status_code=201, dependencies=[allowed("portal.staff.change")])
async def stay(staff_id: Id, work: Command) -> StaffChanged:
    """Withdraws the planned day of leaving."""
    return StaffChanged(staff_id=staff_id, version=await handlers.change_staff(work, staff_id, KeepOn(staff_id)))


@routes.put("/v1/staff/{staff_id}", dependencies=[allowed("portal.staff.change")])
async def correct(staff_id: Id, body: CorrectionBody, work: Command, if_match: IfMatch) -> StaffChanged:
    """Takes over another name, title, e-mail or phone."""
    version = await handlers.correct_staff(work, staff_id, body.model_dump(), if_match)
    return StaffChanged(staff_id=staff_id, version=version)


@routes.post("/v1/staff/{staff_id}/deputies", status_code=201, dependencies=[allowed("portal.role.grant")])
async def deputise(staff_id: Id, body: DeputyBody, work: Command) -> StaffChanged:
    """Lets somebody else do somebody's work for a while, with their roles."""
    version = await handlers.deputise(work, staff_id, body.deputy_id, body.until)
    return StaffChanged(staff_id=staff_id, version=version)


@routes.post("/v1/staff/{subject}/roles", status_code=201, dependencies=[allowed("portal.role.grant")])
async def grant(subject: Subject, body: GrantBody, work: Command) -> StaffChanged:
    """Grants a role on a unit and everything below: a shipped one, `group.<code>`, or `only.<permission>`."""
    today = work.context.today
    patterns = await permissions_for(work, body.role)
    command = GrantRole(subject, body.role, patterns, body.unit_id, today, body.until)
    return StaffChanged(staff_id=subject, version=await handlers.grant_role(work, command))


@routes.post(
    "/v1/staff/{subject}/roles/{role}/revocation", status_code=201, dependencies=[allowed("portal.role.grant")]
)
async def revoke(subject: Subject, role: Code, body: RevocationBody, work: Command) -> StaffChanged:
    """Takes a role on a unit back."""
    version = await handlers.revoke_role(work, RevokeRole(subject, role, body.unit_id))
    return StaffChanged(staff_id=subject, version=version)


@routes.get("/v1/people", dependencies=[allowed("portal.person.read")])
async def people(work: Query, ids: Annotated[str, QueryParameter(max_length=MOST_IDS * 37)]) -> People:
    """Names and addresses of up to 200 staff, ids comma-separated; unknown ones are left out."""
    wanted = [one.strip() for one in ids.split(",") if one.strip()]
    if len(wanted) > MOST_IDS:
        raise InvalidFieldError("/query/ids", f"At most {MOST_IDS} ids.")
    if not all(one.isascii() and one.isprintable() for one in wanted):
        raise InvalidFieldError("/query/ids", "Ids are separated by commas.")
    return People(people=await queries.people(work, wanted))
