"""A part of a page that is sent again whenever it changed, for as long as the page is open (server-sent events)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

from fastapi.responses import StreamingResponse

from services.portal.pages.frame.visit import Visit
from shared.security.principal import Principal
from shared.web.access import welcome_still

LOOKED_AT_EVERY: Final = 1.0
SAID_EVERY: Final = 15.0
LONGEST: Final = 600.0
"""Seconds of one stream; the browser comes back by itself, and is admitted anew."""
HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}

Shown = Callable[[], Awaitable[tuple[str, bool]]]
"""The part as it is now, and whether nothing more will change."""


def lively(visit: Visit, shown: Shown, every: float = LOOKED_AT_EVERY) -> StreamingResponse:
    """The stream for `data-stream` (static/live.js): the part at once, again when it changed, until it is over.

    It ends with the visitor's session, and when the portal stops.
    """
    return StreamingResponse(_sent(visit, shown, every), media_type="text/event-stream", headers=HEADERS)


async def _sent(visit: Visit, shown: Shown, every: float) -> AsyncIterator[str]:
    clock = asyncio.get_running_loop().time
    ends, said, last = clock() + LONGEST, clock(), ""
    who = Principal(visit.staff_id, visit.session_id)
    while clock() < ends and not visit.running.draining and await welcome_still(who, visit.running):
        text, over = await shown()
        if text != last or clock() - said > SAID_EVERY:
            yield message(text) if text != last else ": still here\n\n"
            last, said = text, clock()
        if over:
            yield "event: over\ndata:\n\n"
            return
        await asyncio.sleep(every)


def message(text: str) -> str:
    """One event whose data is the text, however many lines it has."""
    lines = "\n".join(f"data: {line}" for line in text.splitlines())
    return f"{lines}\n\n"
