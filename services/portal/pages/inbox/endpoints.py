"""The inbox, live: what arrives is shown at once, and the bell counts it on every page."""

from collections.abc import AsyncIterator
from typing import Annotated, Final

import httpx
from fastapi import Header, Query, Response
from fastapi.responses import StreamingResponse

from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.home.seen import Inbox
from shared.web.routing import allowed

routes = page_router()

LINES: Final = 50
STREAM_HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
FOR_EVER: Final = httpx.Timeout(2.0, read=60.0)


@routes.get("/inbox", dependencies=[allowed("notify.inbox.read")])
async def index(visit: Visiting, cursor: Annotated[str, Query(max_length=500)] = "") -> Response:
    asked = {"locale": visit.language, "limit": LINES, "cursor": cursor}
    found = await visit.asking.ask("notify", "/v1/inbox", Inbox, asked)
    return page(visit, "inbox/lines.html" if visit.fragment else "inbox/page.html", found=found)


@routes.get("/inbox/live", dependencies=[allowed("notify.inbox.read")])
async def live(
    visit: Visiting, last_event_id: Annotated[str | None, Header(alias="Last-Event-ID", pattern="^[0-9]{1,18}$")] = None
) -> Response:
    """The visitor's stream of the notify service, passed through; the browser comes back where it ended."""
    return StreamingResponse(_passed(visit, last_event_id), media_type="text/event-stream", headers=STREAM_HEADERS)


async def _passed(visit: Visit, last_event_id: str | None) -> AsyncIterator[bytes]:
    asking = visit.asking
    headers = asking.headers("notify") | ({"Last-Event-ID": last_event_id} if last_event_id else {})
    address = asking.others.settings.url("notify") + "/v1/inbox/stream"
    params = {"locale": visit.language}
    try:
        async with asking.others.client.stream(
            "GET", address, params=params, headers=headers, timeout=FOR_EVER
        ) as answer:
            if answer.status_code != 200:
                yield b"retry: 10000\n\n"
                return
            async for piece in answer.aiter_raw():
                yield piece
    except httpx.HTTPError:
        yield b"retry: 5000\n\n"
