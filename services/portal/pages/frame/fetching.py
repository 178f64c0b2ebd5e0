"""A file that another service has, on its way to whoever looks at the page: passed on, never kept here."""

from typing import Final

import httpx
import structlog
from fastapi import Response

from services.portal.pages.frame.asking import NOTHING
from services.portal.pages.frame.visit import Visit
from shared.values.errors import ForbiddenError, NotFoundError
from shared.web.errors import UnavailableError

SECONDS: Final = 30.0
"""A rendering is made while one waits."""
PASSED_ON: Final = ("Content-Type", "Content-Disposition", "ETag")
ALONE: Final = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-cache"}

log = structlog.get_logger(__name__)


async def fetched(visit: Visit, service: str, path: str, *, shown: bool = False) -> Response:
    """The file as the service gives it, in the visitor's name; `shown` opens it in the browser instead of saving it."""
    asking = visit.asking
    headers = asking.headers(service)
    if tag := visit.request.headers.get("if-none-match"):
        headers["If-None-Match"] = tag
    address = asking.others.settings.url(service) + path
    try:
        answer = await asking.others.client.get(address, headers=headers, timeout=SECONDS)
    except httpx.HTTPError as error:
        log.warning("file_missing", service=service, path=path, error=repr(error))
        raise UnavailableError from error
    return passed_on(answer, shown=shown)


def passed_on(answer: httpx.Response, *, shown: bool) -> Response:
    """The answer of a service as one of a page; raises what a refusal of it means."""
    if answer.status_code in NOTHING:
        raise NotFoundError
    if answer.status_code == 403:
        raise ForbiddenError
    if answer.status_code >= 400:
        raise UnavailableError
    kept = {name: answer.headers[name] for name in PASSED_ON if name in answer.headers}
    if shown and "Content-Disposition" in kept:
        kept["Content-Disposition"] = kept["Content-Disposition"].replace("attachment", "inline", 1)
    return Response(answer.content, answer.status_code, kept | ALONE)
