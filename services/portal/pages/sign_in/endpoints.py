"""The door: signing in, with the first password changed on the way and a second factor asked for or set up; signing
out; how one likes the pages.
"""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.account.errors import SignInRefusedError
from services.portal.account.passwords import WeakPasswordError
from services.portal.account.proving import Proven, proven_before
from services.portal.pages.frame import cookies
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import THEMES, Visit
from services.portal.pages.frame.words import LANGUAGES
from services.portal.pages.second_factor.picture import picture_of
from services.portal.second_factor.errors import SecondFactorMissingError, SecondFactorNeededError
from services.portal.second_factor.handlers import Enrolment, confirm_enrolment, enrolment_of
from services.portal.session import handlers
from services.portal.session.errors import PasswordChangeNeededError
from services.portal.session.handlers import SignedIn, Waiting
from services.portal.unit.queries import any_unit
from shared.eventstore.work import Work
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
    return page(visit, "sign_in/page.html", to=_inside(to), login="", change="", wrong="", begun=begun)


@routes.post("/sign-in", dependencies=[public()])
async def sign_in(
    visit: Visiting,
    request: Request,
    login: Words,
    password: Words,
    new_password: Words = "",
    code: Words = "",
    to: Words = "/",
) -> Response:
    """One step, or two: where the first password is to be changed, and where there is to be a second factor."""
    policy = visit.running.settings.second_factor_policy
    try:
        async with visit.running.begin() as work:
            outcome = await handlers.sign_in(
                work, login, password, _from(request), policy, new_password or None, code or None
            )
    except WeakPasswordError as error:
        return _again(visit, to, login, error, change="code" if code else "password")
    match outcome:
        case SignedIn(session=session):
            return _let_in(visit, request, session, to)
        case Waiting():
            return await _second_step(visit, request, outcome, to)
        case PasswordChangeNeededError():
            change = "code" if outcome.details.get("second_factor") else "password"
            return _again(visit, to, login, outcome, change=change)
        case _:
            changing = ("code" if code else "password") if new_password else ""
            return _again(visit, to, login, outcome, change=changing)


async def _second_step(visit: Visit, request: Request, waiting: Waiting, to: str) -> Response:
    """A code is asked for; who needs a second factor and has none sets one up here."""
    answer: Response = page(visit, "sign_in/code.html", to=_inside(to), wrong="")
    if isinstance(waiting.error, SecondFactorMissingError):
        async with visit.running.begin() as work:
            account = await proven_before(work, waiting.staff_id, waiting.mark, _from(request))
            if isinstance(account, DomainError):
                return _again(visit, to, "", account)
            answer = _enrolment(visit, await enrolment_of(work, account), to)
    cookies.keep_proof(answer, request, visit.running.settings, waiting.staff_id, waiting.mark)
    return answer


@routes.post("/sign-in/code", dependencies=[public()])
async def second_factor(visit: Visiting, request: Request, code: Words, to: Words = "/") -> Response:
    """The second step of who has a second factor."""
    staff_id, mark = cookies.proof_in(request, visit.running.settings)
    policy = visit.running.settings.second_factor_policy
    async with visit.running.begin() as work:
        outcome = await handlers.sign_in_with_code(work, staff_id, mark, code.strip(), _from(request), policy)
    match outcome:
        case SignedIn(session=session):
            return _let_in(visit, request, session, to)
        case Waiting(error=SecondFactorNeededError()):
            return page(visit, "sign_in/code.html", to=_inside(to), wrong="code")
        case Waiting():
            return await _second_step(visit, request, outcome, to)
        case SignInRefusedError():
            return _again(visit, to, "", outcome)
        case _:
            return page(visit, "sign_in/code.html", outcome.status, to=_inside(to), wrong="code")


@routes.post("/sign-in/second-factor", dependencies=[public()])
async def set_up(visit: Visiting, request: Request, code: Words, to: Words = "/") -> Response:
    """The first code of a new second factor: with it one is signed in, and shown the recovery codes once."""
    async with visit.running.begin() as work:
        account = await _proven(work, visit, request)
        if isinstance(account, DomainError):
            return _again(visit, to, "", account)
        made = await confirm_enrolment(work, account, code)
        if isinstance(made, DomainError):
            return _enrolment(visit, await enrolment_of(work, account), to, wrong=True)
        signed_in = await handlers.open_session(work, account)
    answer = page(visit, "sign_in/recovery.html", to=_inside(to), codes=made)
    cookies.keep_session(answer, request, visit.running.settings, signed_in.session)
    cookies.forget_proof(answer)
    return answer


async def _proven(work: Work, visit: Visit, request: Request) -> Proven | SignInRefusedError:
    staff_id, mark = cookies.proof_in(request, visit.running.settings)
    return await proven_before(work, staff_id, mark, _from(request))


def _enrolment(visit: Visit, enrolment: Enrolment, to: str, *, wrong: bool = False) -> Response:
    shown = {"enrolment": enrolment, "qr": picture_of(enrolment.address)}
    return page(visit, "sign_in/enrolment.html", 401 if wrong else 200, to=_inside(to), wrong=wrong, **shown)


def _let_in(visit: Visit, request: Request, session: str, to: str) -> Response:
    answer = RedirectResponse(_inside(to), status_code=303)
    cookies.keep_session(answer, request, visit.running.settings, session)
    cookies.forget_proof(answer)
    return answer


def _again(visit: Visit, to: str, login: str, error: DomainError, *, change: str = "") -> Response:
    """The first step once more; `change`: with a new password, or with a new password and a code."""
    kind = "" if isinstance(error, PasswordChangeNeededError) else error.kind
    return page(
        visit, "sign_in/page.html", error.status, to=_inside(to), login=login, change=change, wrong=kind, begun=True
    )


def _from(request: Request) -> str:
    return request.client.host if request.client else ""


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
