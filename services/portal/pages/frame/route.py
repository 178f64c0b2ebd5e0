"""Routes of pages: who comes in, what a form must carry, and what a failure looks like."""

import hmac
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Final, cast
from urllib.parse import quote, urlsplit

import structlog
from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from services.portal.pages.frame.rendering import failure
from services.portal.pages.frame.visit import Visit, visit_of, visit_of_nobody
from shared.values.errors import DomainError, ForbiddenError
from shared.web.access import Rule
from shared.web.intake import Upload
from shared.web.late import LateRoute
from shared.web.problems import translated
from shared.web.refusals import note_refusal
from shared.web.running import Running

SIGN_IN: Final = "/sign-in"
OWN_PAGE: Final = "/me"
BEFORE_THE_FACTOR: Final = frozenset({OWN_PAGE, "/me/second-factor", "/me/second-factor/confirmation", "/sign-out"})
"""What is open to somebody of whom a second factor is asked that they have not set up yet."""
FORM_FIELD: Final = "form_token"
FORM_HEADER: Final = "x-form-token"
LARGEST_FORM: Final = 256 * 1024
FORM: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data"

Handle = Callable[[Request], Coroutine[Any, Any, Response]]

log = structlog.get_logger(__name__)


class ForeignFormError(DomainError):
    """The form did not come from a page of this session: load the page again."""

    status = 403


class LengthMissingError(DomainError):
    """A form says how long it is before it is read."""

    status = 411


class TooLargeFormError(DomainError):
    """The form is larger than a page sends."""

    status = 413


class PageRoute(LateRoute):
    """A page, or a part of one. Everybody signed in may see it; `allowed(…)` asks for more, `public()` for nothing.
    A form with a file declares `upload(…)`.
    """

    rule: Rule | None
    largest: int
    shown_to_all: bool

    def get_route_handler(self) -> Handle:
        """The handler: FastAPI's own inside, admission and failures around it."""
        markers = {type(each.dependency): each.dependency for each in self.dependencies}
        rule, taken = markers.get(Rule), markers.get(Upload)
        self.largest = taken.largest if isinstance(taken, Upload) else LARGEST_FORM
        self.rule = rule if isinstance(rule, Rule) else None
        self.shown_to_all = self.rule is not None and self.rule.permission is None
        needs = self.dependant.dependencies
        needs[:] = [need for need in needs if not isinstance(need.call, Rule | Upload)]
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            running: Running = request.app.state.running
            visit = request.state.visit = visit_of_nobody(request, running)
            try:
                visit = request.state.visit = await visit_of(request, running)
                if visit.signed_in:
                    request.state.caller = visit.staff_id, visit.unit_id
                if not (self.shown_to_all or visit.signed_in):
                    return _to_sign_in(request)
                if visit.owes_factor and not (self.shown_to_all or self.path in BEFORE_THE_FACTOR):
                    return _away_to(request, OWN_PAGE)
                await self._admit(request, visit)
                return await inner(request)
            except RequestValidationError as error:
                await self._note(request, running, error)
                return failure(visit, 422)
            except HTTPException as error:
                return failure(visit, error.status_code)
            except Exception as error:
                await self._note(request, running, error)
                known = translated(error)
                if not isinstance(known, DomainError):
                    log.exception("page_failed", path=request.url.path)
                    return failure(visit, 500)
                return failure(visit, known.status, known)
            finally:
                await request.close()  # a form that was read to be refused keeps its files no longer

        return handle

    async def _note(self, request: Request, running: Running, error: Exception) -> None:
        """In the journal, as an endpoint's: what the page refuses itself is refused to somebody too."""
        operation = f"{request.method} {self.path_format}"
        await note_refusal(request, running, operation, error, command=request.method == "POST")

    async def _admit(self, request: Request, visit: Visit) -> None:
        permission = self.rule.permission if self.rule else None
        if permission is not None and not visit.may(permission):
            raise ForbiddenError(permission=permission)
        if request.method == "POST":
            await check_form(request, visit, self.largest)


async def check_form(request: Request, visit: Visit, largest: int) -> None:
    """Raises `ForeignFormError` unless the form came from a page of this site and, signed in, of this session."""
    length = request.headers.get("content-length", "")
    if "transfer-encoding" in request.headers or (length and not (length.isascii() and length.isdigit())):
        raise LengthMissingError
    if int(length or 0) > largest:
        raise TooLargeFormError(limit=largest)
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host", ""):
        raise ForeignFormError
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise ForeignFormError
    if visit.signed_in:
        shown = request.headers.get(FORM_HEADER)
        if shown is None and request.headers.get("content-type", "").startswith((FORM, MULTIPART)):
            shown = str((await request.form()).get(FORM_FIELD, ""))
        if not hmac.compare_digest((shown or "").encode(), visit.form_token.encode()):
            raise ForeignFormError


def _to_sign_in(request: Request) -> Response:
    """Back to where the person wanted to go, once signed in. A part of a page makes the whole page go there."""
    here = urlsplit(request.headers.get("hx-current-url", "")).path if "hx-request" in request.headers else ""
    wanted = here or (request.url.path if request.method == "GET" else "/")
    place = SIGN_IN if wanted == "/" else f"{SIGN_IN}?to={quote(wanted)}"
    return _away_to(request, place)


def _away_to(request: Request, place: str) -> Response:
    if "hx-request" in request.headers:
        return Response(status_code=401, headers={"HX-Redirect": place})
    return RedirectResponse(place, status_code=303)


async def _visit(request: Request) -> Visit:
    return cast("Visit", request.state.visit)


Visiting = Annotated[Visit, Depends(_visit)]
"""Who looks at the page."""


def page_router() -> APIRouter:
    """A router of a room's pages. They are no part of the HTTP interface that others program against."""
    return APIRouter(route_class=PageRoute, include_in_schema=False)
