"""The inbox of the caller: as a list, and live over server-sent events."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Annotated, Final, Literal

from fastapi import Header, Request
from sse_starlette import EventSourceResponse, ServerSentEvent

from services.notify.inbox.live import listeners_of, settled_place
from services.notify.inbox.queries import MOST_AT_ONCE, entry, inbox_of, newer
from services.notify.inbox.schemas import InboxAnswer, InboxEntry, InboxMoot
from services.notify.tables import messages
from shared.web.access import principal_of, welcome_still
from shared.web.routing import Here, Opening, Page, Query, Transactions, allowed, page_of, router

routes = router()

Locale = Literal["zh-CN", "en"] | None
ONE_EACH: Final = "An event `message` for each that arrives, and `moot` once what it tells of is over"
STREAM_SECONDS: Final = 300.0
"""A stream lasts as long as a token does, less when its session ends or its reader leaves; the client comes back with a
new token and the id of the last event.
"""
PING_SECONDS: Final = 15
WELCOME_SECONDS: Final = 0.5
"""How often a stream asks whether its reader may still listen."""


@routes.get("/v1/inbox", dependencies=[allowed("notify.inbox.read")])
async def inbox(work: Query, page: Page, locale: Locale = None, *, moot: bool | None = None) -> InboxAnswer:
    """The last first. `moot` asks for those that tell of something that is over (`true`) or is not (`false`)."""
    wanted = inbox_of(work.context.actor)
    if moot is not None:
        wanted = wanted.where(messages.c.moot_at.is_not(None) if moot else messages.c.moot_at.is_(None))
    rows = await page_of(work, wanted, [messages.c.place.desc()], page)
    return InboxAnswer(entries=[entry(row, locale) for row in rows])


@routes.get(
    "/v1/inbox/stream",
    dependencies=[allowed("notify.inbox.read")],
    response_class=EventSourceResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": ONE_EACH}},
)
async def stream(
    here: Here,
    opening: Transactions,
    request: Request,
    locale: Locale = None,
    last_event_id: Annotated[str | None, Header(alias="Last-Event-ID", pattern="^[0-9]{1,18}$")] = None,
) -> EventSourceResponse:
    async with opening.begin(read_only=True) as work:
        start = int(last_event_id) if last_event_id else await work.value(settled_place())
    person, principal = opening.context.actor, await principal_of(request, here)

    async def events() -> AsyncIterator[ServerSentEvent]:
        after = start
        ends = asyncio.get_running_loop().time() + STREAM_SECONDS
        async with listeners_of(here).listening(person) as bell:
            while (left := ends - asyncio.get_running_loop().time()) > 0 and not here.draining:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(bell.wait(), min(left, WELCOME_SECONDS))
                if not await welcome_still(principal, here):
                    return
                if not bell.is_set():
                    continue
                bell.clear()
                found = await _newer(opening, person, after, locale)
                for one in found:
                    after = one.place
                    named = "message" if isinstance(one, InboxEntry) else "moot"
                    yield ServerSentEvent(one.model_dump_json(), event=named, id=str(one.place))
                if len(found) == MOST_AT_ONCE:
                    bell.set()

    return EventSourceResponse(events(), ping=PING_SECONDS)


async def _newer(opening: Opening, person: str, after: int, locale: Locale) -> list[InboxEntry | InboxMoot]:
    async with opening.begin(read_only=True) as work:
        return await newer(work, person, after, locale)
