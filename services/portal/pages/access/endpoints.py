"""Requests for access that wait for somebody's decision: on the home page, and each in a dialog or a page."""

import asyncio
from typing import Annotated, Literal

from fastapi import Form, Response
from fastapi.responses import RedirectResponse

from services.portal.access_request.route import role_of
from services.portal.pages.access.seen import Request
from services.portal.pages.approval.seen import Lines, Round
from services.portal.pages.frame.own import seen, told
from services.portal.pages.frame.people import names_of, units_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.roles import role_names
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.role_group.queries import permissions_for
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

DECIDES = "portal.approval.decide"
MOST_LINES = 8


@routes.get("/access/waiting", dependencies=[allowed(DECIDES)])
async def waiting(visit: Visiting) -> Response:
    """What waits for the visitor; a part of the home page."""
    found = await seen(visit, "/v1/approvals", Lines, mine="true", state="open", limit=MOST_LINES)
    lines = found.value.items if found.value else []
    return page(
        visit,
        "access/waiting.html",
        found=found,
        names=await names_of(visit, [one.drafter for one in lines]),
        roles=await role_names(visit, [role_of(one.label) for one in lines]),
        role_of=role_of,
    )


@routes.get("/access/requests/{request_id}", dependencies=[allowed(DECIDES)])
async def lead(request_id: Id, visit: Visiting) -> Response:
    """To the approval of a request, from a message that names the request."""
    found = await seen(visit, f"/v1/access-requests/{request_id}", Request)
    if found.value is None:
        raise NotFoundError
    return RedirectResponse(f"/access/{found.value.approval_id}", status_code=303)


@routes.get("/access/{approval_id}", dependencies=[allowed(DECIDES)])
async def show(approval_id: Id, visit: Visiting) -> Response:
    return await _shown(visit, approval_id)


@routes.post("/access/{approval_id}/decision", dependencies=[allowed(DECIDES)])
async def decide(
    approval_id: Id,
    visit: Visiting,
    decision: Annotated[Literal["approve", "reject"], Form()],
    key: Annotated[str, Form(max_length=100)],
    text_hash: Annotated[str, Form(pattern="^([0-9a-f]{64})?$")] = "",
    comment: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Sends it in the visitor's name; a second click of the same form is the same decision."""
    said = {"decision": decision, "text_hash": text_hash or None, "comment": comment.strip() or None}
    answer = await told(visit, f"/v1/approvals/{approval_id}/decisions", said, key)
    if not answer.done:
        return await _shown(visit, approval_id, wrong=answer.why)
    shown = page(visit, "access/decided.html", decision=decision, state=str(answer.body.get("state", "")))
    shown.headers["HX-Trigger"] = "access-changed"
    return shown


async def _shown(visit: Visit, approval_id: str, *, wrong: str = "") -> Response:
    found = await seen(visit, f"/v1/approvals/{approval_id}", Round)
    if found.state == "none":
        raise NotFoundError
    request, role = None, ""
    patterns: tuple[str, ...] = ()
    names: dict[str, str] = {}
    units: dict[str, str] = {}
    roles: dict[str, str] = {}
    if found.value is not None:
        role = role_of(found.value.label)
        request = await seen(visit, f"/v1/access-requests/{found.value.about}", Request)
        people = [found.value.drafter, *(one.person for one in found.value.history)]
        names, roles = await asyncio.gather(names_of(visit, people), role_names(visit, [role]))
        units = await units_of(visit, [request.value.unit_id] if request.value else [])
        async with visit.running.begin(read_only=True) as work:
            patterns = await permissions_for(work, role) or ()
    return page(
        visit,
        "access/dialog.html" if visit.fragment else "access/page.html",
        found=found,
        request=request,
        names=names,
        units=units,
        role=roles.get(role, role),
        patterns=patterns,
        wrong=wrong,
    )
