"""Addresses at which there is no page: told in a page's frame to whoever reads it, as a problem to programs."""

from fastapi import Request, Response
from starlette.exceptions import HTTPException

from services.portal.pages.frame.rendering import failure
from services.portal.pages.frame.visit import visit_of
from shared.web.problems import answer_to

INTERFACE = "/v1/"
"""Below it stands what others program against."""


async def astray(request: Request, error: HTTPException) -> Response:
    """What a mistyped or outlived address answers. A page that takes another method is none for a reader either."""
    if request.url.path.startswith(INTERFACE) or "text/html" not in request.headers.get("accept", ""):
        return answer_to(error)
    answer = failure(await visit_of(request, request.app.state.running), 404)
    if error.status_code == 405:
        answer.status_code = 405
        answer.headers.update(error.headers or {})
    return answer
