"""Groups of roles that are granted together: made and changed by who looks after the whole organisation."""

from typing import Annotated, Final

from fastapi import Form, Path, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.administration.places import ENTERS, room
from services.portal.pages.administration.roles.endpoints import roles_page
from services.portal.pages.administration.roles.seen import Group
from services.portal.pages.frame.own import seen, told
from services.portal.pages.frame.roles import role_names
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.role.shipped import GROUPABLE
from shared.values.errors import NotFoundError
from shared.web.routing import allowed

routes = page_router()

DEFINES: Final = "portal.role.define"
Words = Annotated[str, Form(max_length=200)]
Names = Annotated[list[str] | None, Form(max_length=20)]
Code = Annotated[str, Path(pattern="^[a-z0-9][a-z0-9_-]{0,39}$")]


@routes.post("/administration/roles/groups", dependencies=[allowed(DEFINES)])
async def make(visit: Visiting, key: Words, code: Words, title: Words, roles: Names = None) -> Response:
    body = {"code": code, "title": title, "roles": roles or []}
    answer = await told(visit, "/v1/role-groups", body, key)
    if not answer.done:
        return await roles_page(visit, wrong=answer.why, status=answer.status)
    return RedirectResponse("/administration/roles", status_code=303)


@routes.get("/administration/roles/groups/{code}", dependencies=[allowed(ENTERS)])
async def show(code: Code, visit: Visiting) -> Response:
    return await _one(visit, code)


@routes.post("/administration/roles/groups/{code}", dependencies=[allowed(DEFINES)])
async def change(
    code: Code,
    visit: Visiting,
    key: Words,
    title: Words,
    version: Annotated[int, Form(ge=1)],
    roles: Names = None,
    active: Words = "",
) -> Response:
    body = {"title": title, "roles": roles or [], "active": bool(active)}
    answer = await told(visit, f"/v1/role-groups/{code}", body, key, method="PUT", version=version)
    if not answer.done:
        return await _one(visit, code, wrong=answer.why, status=answer.status)
    return RedirectResponse("/administration/roles", status_code=303)


async def _one(visit: Visit, code: str, *, wrong: str = "", status: int = 200) -> Response:
    one = await seen(visit, f"/v1/role-groups/{code}", Group)
    if one.state == "none":
        raise NotFoundError
    names = await role_names(visit, GROUPABLE)
    return room(visit, "role_groups/one.html", status, one=one, known=GROUPABLE, names=names, wrong=wrong)
