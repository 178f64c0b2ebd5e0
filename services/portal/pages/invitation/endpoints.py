"""The page on which somebody from outside signs: without an account, by an invitation that opens one seat."""

from typing import Annotated, Final

from fastapi import Form, Response

from services.portal.pages.frame.fetching import passed_on
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.invitation.asking import posted, tell
from services.portal.pages.signing.opening import ROLES
from services.portal.pages.signing.seen import Invited
from shared.values.ids import new_id
from shared.web.errors import UnavailableError
from shared.web.routing import public

routes = page_router()

FORM: Final = "^[A-Za-z0-9_-]{43}$"
LONGEST: Final = 400
Token = Annotated[str, Form(max_length=LONGEST)]
Key = Annotated[str, Form(max_length=100)]


@routes.get("/invitation", dependencies=[public()])
async def door(visit: Visiting) -> Response:
    """Takes the token that stands behind the # of the link, or typed."""
    return page(visit, "invitation/door.html", why="")


@routes.post("/invitation", dependencies=[public()])
async def enter(visit: Visiting, token: Token) -> Response:
    return await _shown(visit, _plain(token))


@routes.post("/invitation/document", dependencies=[public()])
async def document(visit: Visiting, token: Token, shown: Annotated[str, Form(max_length=5)] = "") -> Response:
    """The PDF with the signatures that stand in it so far."""
    answer = await posted(visit, "document", {"token": _plain(token)}, new_id())
    if answer is None:
        raise UnavailableError
    given = passed_on(answer, shown=False)
    way = "inline" if shown == "yes" else "attachment"
    given.headers["Content-Disposition"] = f'{way}; filename="contract.pdf"'
    given.headers["Cache-Control"] = "no-store"
    return given


@routes.post("/invitation/signature", dependencies=[public()])
async def sign(
    visit: Visiting, token: Token, key: Key, pdf_hash: Annotated[str, Form(pattern="^[0-9a-f]{64}$")]
) -> Response:
    told = await tell(visit, "signature", {"token": _plain(token), "pdf_hash": pdf_hash}, key)
    if not told.done:
        return await _shown(visit, _plain(token), told.why, told.status)
    return page(visit, "invitation/done.html", done="signed", moved=told.body)


@routes.post("/invitation/declination", dependencies=[public()])
async def decline(visit: Visiting, token: Token, key: Key, reason: Annotated[str, Form(max_length=4000)]) -> Response:
    told = await tell(visit, "declination", {"token": _plain(token), "reason": reason.strip()}, key)
    if not told.done:
        return await _shown(visit, _plain(token), told.why, told.status, reason)
    return page(visit, "invitation/done.html", done="declined", moved=told.body)


def _plain(token: str) -> str:
    """The token of a link or the token itself."""
    return token.strip().rpartition("#")[2]


async def _shown(visit: Visit, token: str, why: str = "", status: int = 200, reason: str = "") -> Response:
    told = await tell(visit, "opening", {"token": token}, new_id())
    if not told.done:
        return page(visit, "invitation/door.html", told.status, why=why or told.why)
    it = Invited.model_validate(told.body)
    return page(visit, "invitation/page.html", status, it=it, token=token, why=why, reason=reason, roles=ROLES)
