"""API tokens of services and partners: made with scopes and a last day, shown once, ended at once."""

from datetime import date
from typing import Annotated

from fastapi import Form, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.administration.places import room
from services.portal.pages.administration.seen import ApiTokens
from services.portal.pages.administration.staff.deeds import today_of
from services.portal.pages.administration.units.endpoints import unit_choices
from services.portal.pages.frame.own import seen, told
from services.portal.pages.frame.people import names_of, units_of
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

Words = Annotated[str, Form(max_length=200)]


@routes.get("/administration/api-tokens", dependencies=[allowed("portal.api_token.read")])
async def index(visit: Visiting, cursor: Annotated[str, Query(max_length=500)] = "") -> Response:
    return await _list(visit, cursor)


async def _list(visit: Visit, cursor: str = "", *, made: str = "", wrong: str = "", status: int = 200) -> Response:
    found = await seen(visit, "/v1/api-tokens", ApiTokens, cursor=cursor)
    tokens = found.value.api_tokens if found.value else []
    return room(
        visit,
        "api_tokens/page.html",
        status,
        found=found,
        names=await names_of(visit, [one.made_by for one in tokens]),
        units=await units_of(visit, [one.unit_id for one in tokens]),
        choices=await unit_choices(visit) if visit.may("portal.api_token.make") else [],
        today=today_of(visit),
        made=made,
        wrong=wrong,
    )


@routes.post("/administration/api-tokens", dependencies=[allowed("portal.api_token.make")])
async def make(
    visit: Visiting,
    key: Words,
    name: Words,
    unit_id: Words,
    scopes: Annotated[str, Form(max_length=4000)],
    until: Annotated[date, Form()],
) -> Response:
    body = {"name": name, "unit_id": unit_id, "scopes": scopes.split(), "until": until.isoformat()}
    answer = await told(visit, "/v1/api-tokens", body, key)
    if not answer.done:
        return await _list(visit, wrong=answer.why, status=answer.status)
    return await _list(visit, made=str(answer.body["api_token"]))


@routes.post("/administration/api-tokens/{token_id}/revocation", dependencies=[allowed("portal.api_token.revoke")])
async def revoke(token_id: Id, visit: Visiting, key: Words) -> Response:
    answer = await told(visit, f"/v1/api-tokens/{token_id}/revocation", {}, key)
    if not answer.done:
        return await _list(visit, wrong=answer.why, status=answer.status)
    return RedirectResponse("/administration/api-tokens", status_code=303)
