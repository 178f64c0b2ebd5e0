"""Giving the three offices to three persons, and the word that stands on every page until that is done."""

from typing import Annotated

from fastapi import Form, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.administration.places import ENTERS
from services.portal.pages.administration.roles.endpoints import roles_page
from services.portal.pages.administration.roles.seen import Offices
from services.portal.pages.frame.own import seen, told
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.words import N_
from shared.web.routing import allowed

routes = page_router()

Words = Annotated[str, Form(max_length=200)]
UNSURE = N_("Say that you are sure: this can't be taken back.")


@routes.get("/administration/offices", dependencies=[allowed(ENTERS)])
async def word(visit: Visiting) -> Response:
    """A part of every page of administration while one person may hold all offices; nothing after that."""
    offices = await seen(visit, "/v1/offices", Offices)
    if offices.value is None or offices.value.separated_on is not None:
        return Response()
    holders = offices.value.holders.get("administrator", [])
    return page(visit, "administration/offices/word.html", names=sorted((await names_of(visit, holders)).values()))


@routes.post("/administration/offices/separation", dependencies=[allowed("portal.office.separate")])
async def separate(
    visit: Visiting, key: Words, system: Words, security: Words, audit: Words, sure: Words = ""
) -> Response:
    """For good: who does it holds no longer all offices when the page comes back."""
    if not sure:
        return await roles_page(visit, wrong=visit.say(UNSURE), status=422)
    body = {"system": system, "security": security, "audit": audit}
    answer = await told(visit, "/v1/offices/separation", body, key)
    if not answer.done:
        return await roles_page(visit, wrong=answer.why, status=answer.status)
    return RedirectResponse("/", status_code=303)
