"""The door: signing in, with the first password changed on the way; signing out; how one likes the pages."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.account.passwords import WeakPasswordError
from services.portal.pages.frame import cookies
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import THEMES, Visit
from services.portal.pages.frame.words import LANGUAGES
from services.portal.session import handlers
from services.portal.session.errors import PasswordChangeNeededError
from services.portal.unit.queries import any_unit
from shared.values.errors import DomainError
from shared.web.routing import public

routes = page_router()

Words = Annotated[str, Form(max_length=200)]


@routes.get("/sign-in", dependencies=[public()])
async def door(visit: Visiting, to: str = "/") -> Response:
    if visit.signed_in:
        return RedirectResponse(_inside(to), status_code=303)
    async with visit.running.begin(read_only=True) as work:
        begun = await any_unit(work)
    return page(visit, "sign_in/page.html", to=_inside(to), login="", change=False, wrong="", begun=begun)


@routes.post("/sign-in", dependencies=[public()])
async def sign_in(
    visit: Visiting, request: Request, login: Words, password: Words, new_password: Words = "", to: Words = "/"
) -> Response:
    """One step, or two where the first password is to be changed."""
    address = request.client.host if request.client else ""
    try:
        async with visit.running.begin() as work:
            outcome = await handlers.sign_in(work, login, password, new_password or None, address)
    except WeakPasswordError as error:
        return _again(visit, to, login, error, change=True)
    if isinstance(outcome, DomainError):
        return _again(visit, to, login, outcome, change=isinstance(outcome, PasswordChangeNeededError))
    answer = RedirectResponse(_inside(to), status_code=303)
    cookies.keep_session(answer, request, visit.running.settings, outcome.session)
    return answer


def _again(visit: Visit, to: str, login: str, error: DomainError, *, change: bool) -> Response:
    kind = "" if isinstance(error, PasswordChangeNeededError) else error.kind
    return page(
        visit, "sign_in/page.html", error.status, to=_inside(to), login=login, change=change, wrong=kind, begun=True
    )


@routes.post("/sign-out")
async def sign_out(visit: Visiting, everywhere: Words = "") -> Response:
    """Here, or everywhere: every service knows within two seconds."""
    async with visit.running.begin() as work:
        await handlers.sign_out(work, visit.session, everywhere=bool(everywhere))
    answer = RedirectResponse("/sign-in", status_code=303)
    cookies.forget_session(answer)
    return answer


@routes.post("/likings", dependencies=[public()])
async def likings(request: Request, language: Words = "", theme: Words = "", to: Words = "/") -> Response:
    """Language and colours of this browser."""
    answer = RedirectResponse(_inside(to), status_code=303)
    if language in LANGUAGES:
        cookies.like(answer, request, cookies.LANGUAGE, language)
    if theme in THEMES:
        cookies.like(answer, request, cookies.THEME, theme)
    return answer


def _inside(to: str) -> str:
    """The place if it is one of this site, else the start: a link must not lead elsewhere."""
    parts = urlsplit(to)
    fine = not parts.scheme and not parts.netloc and to.startswith("/") and not to.startswith(("//", "/\\"))
    return to if fine else "/"
