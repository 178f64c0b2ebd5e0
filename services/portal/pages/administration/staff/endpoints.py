"""Who works here: found by name, and each with roles, account and what may be done about them."""

import asyncio
from datetime import date
from typing import Annotated, Final

from fastapi import Form, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.administration.places import room
from services.portal.pages.administration.roles.seen import Groups
from services.portal.pages.administration.seen import Member, Roles, Sessions, Staff
from services.portal.pages.administration.staff.deeds import DEEDS, today_of
from services.portal.pages.administration.units.endpoints import unit_choices
from services.portal.pages.frame.asking import Part, Told
from services.portal.pages.frame.own import seen, told, whole
from services.portal.pages.frame.people import units_of
from services.portal.pages.frame.roles import role_names
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.role.shipped import FOR_SERVICES
from services.portal.role_group.queries import GROUP
from services.portal.staff.state import Stage
from shared.values.errors import ForbiddenError, NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

SEES: Final = "portal.staff.read"
LINES: Final = 50
MOST_CHOICES: Final = 200
STAGES: Final = [stage.value for stage in Stage if stage is not Stage.NEW]
Words = Annotated[str, Form(max_length=200)]
Asked = Annotated[str, Query(max_length=100)]


@routes.get("/administration/staff", dependencies=[allowed(SEES)])
async def index(
    visit: Visiting, q: Asked = "", stage: Asked = "", cursor: Annotated[str, Query(max_length=500)] = ""
) -> Response:
    return await _list(visit, q.strip(), stage if stage in STAGES else "", cursor)


async def _list(
    visit: Visit, q: str = "", stage: str = "", cursor: str = "", *, made: Told | None = None, status: int = 200
) -> Response:
    found = await seen(visit, "/v1/staff", Staff, q=q, stage=stage, cursor=cursor, limit=LINES)
    people = found.value.staff if found.value else []
    return room(
        visit,
        "staff/page.html",
        status,
        found=found,
        q=q,
        stage=stage,
        stages=STAGES,
        units=await units_of(visit, [one.unit_id for one in people]),
        names=await role_names(visit, [held.role for one in people for held in one.roles]),
        choices=await unit_choices(visit) if visit.may("portal.staff.join") else [],
        password=made.body.get("one_time_password", "") if made and made.done else "",
        wrong=made.why if made and not made.done else "",
    )


@routes.post("/administration/staff", dependencies=[allowed("portal.staff.join")])
async def join(
    visit: Visiting,
    key: Words,
    unit_id: Words,
    login: Words,
    name: Words,
    effective_on: Annotated[date, Form()],
    email: Words = "",
    phone: Words = "",
    title: Words = "",
) -> Response:
    """Takes somebody on; the first password is shown on the page that answers, and nowhere else."""
    body = {
        "unit_id": unit_id,
        "login": login,
        "name": name,
        "email": email or None,
        "phone": phone or None,
        "title": title,
        "effective_on": effective_on.isoformat(),
    }
    made = await told(visit, "/v1/staff", body, key)
    return await _list(visit, made=made, status=200 if made.done else made.status)


@routes.get("/administration/staff/{staff_id}", dependencies=[allowed(SEES)])
async def show(staff_id: Id, visit: Visiting) -> Response:
    return await _one(visit, staff_id)


async def _one(visit: Visit, staff_id: str, *, wrong: str = "", password: str = "", status: int = 200) -> Response:
    one, known, choices, colleagues, sessions = await asyncio.gather(
        seen(visit, f"/v1/staff/{staff_id}", Member),
        _roles(visit),
        unit_choices(visit),
        _colleagues(visit, staff_id),
        _sessions(visit, staff_id),
    )
    if one.state == "none":
        raise NotFoundError
    roles = one.value.roles if one.value else []
    return room(
        visit,
        "staff/one.html",
        status,
        one=one,
        units=await units_of(visit, [*(held.unit_id for held in roles), one.value.unit_id if one.value else ""]),
        choices=choices,
        known=known,
        names=await role_names(visit, [*(held.role for held in roles), *known]),
        colleagues=colleagues,
        sessions=sessions,
        today=today_of(visit),
        wrong=wrong,
        password=password,
    )


async def _roles(visit: Visit) -> list[str]:
    """What may be granted: the groups first, then the roles."""
    if not visit.may("portal.role.grant"):
        return []
    found = await seen(visit, "/v1/roles", Roles)
    groups = await whole(visit, "/v1/role-groups", Groups, "role_groups")
    given = [f"{GROUP}{one.code}" for one in groups.value.role_groups if one.active] if groups.value else []
    return [*given, *(one.role for one in found.value.roles if one.role not in FOR_SERVICES)] if found.value else given


async def _colleagues(visit: Visit, staff_id: str) -> list[tuple[str, str]]:
    if not visit.may("portal.role.grant"):
        return []
    found = await seen(visit, "/v1/staff", Staff, stage="active", limit=MOST_CHOICES)
    others = found.value.staff if found.value else []
    return sorted(((one.staff_id, one.name) for one in others if one.staff_id != staff_id), key=lambda one: one[1])


async def _sessions(visit: Visit, staff_id: str) -> Part[Sessions] | None:
    if not visit.may("portal.account.read"):
        return None
    return await seen(visit, "/v1/sessions", Sessions, staff_id=staff_id)


@routes.post("/administration/staff/{staff_id}/correct", dependencies=[allowed("portal.staff.change")])
async def correct(
    staff_id: Id,
    visit: Visiting,
    key: Words,
    version: Annotated[int, Form(ge=1)],
    name: Words,
    email: Words = "",
    phone: Words = "",
    title: Words = "",
) -> Response:
    """Another name, title, e-mail or phone."""
    body = {"name": name, "email": email or None, "phone": phone or None, "title": title}
    answer = await told(visit, f"/v1/staff/{staff_id}", body, key, method="PUT", version=version)
    if not answer.done:
        return await _one(visit, staff_id, wrong=answer.why, status=answer.status)
    return RedirectResponse(f"/administration/staff/{staff_id}", status_code=303)


@routes.post("/administration/staff/{staff_id}/{deed}", dependencies=[allowed(SEES)])
async def do(
    staff_id: Id,
    deed: str,
    visit: Visiting,
    key: Words,
    unit_id: Words = "",
    role: Words = "",
    deputy_id: Words = "",
    session_id: Words = "",
    until: Words = "",
    day: Words = "",
    sure: Words = "",
) -> Response:
    """One of the deeds of the page; each has its permission, at the service too."""
    wanted = DEEDS.get(deed)
    if wanted is None:
        raise NotFoundError
    if not visit.may(wanted.permission):
        raise ForbiddenError(permission=wanted.permission)
    if wanted.for_good and not sure:
        return await _one(visit, staff_id, wrong=visit.say(wanted.ask), status=422)
    days = {"until": until, "day": day, "today": today_of(visit)}
    given = {"unit_id": unit_id, "role": role, "deputy_id": deputy_id, "session_id": session_id, **days}
    path, body = wanted.command(staff_id, given)
    answer = await told(visit, path, body, key)
    if not answer.done:
        return await _one(visit, staff_id, wrong=answer.why, status=answer.status)
    if password := answer.body.get("one_time_password"):
        return await _one(visit, staff_id, password=str(password))
    return RedirectResponse(f"/administration/staff/{staff_id}", status_code=303)
