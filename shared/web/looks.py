"""Who looked at somebody's personal data: asked by the stream that keeps it, answered to who is responsible for it."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import Query as QueryParameter
from sqlalchemy import select

from shared.looks.schema import looks
from shared.security.schema import EVERYTHING
from shared.values.errors import ForbiddenError, NotFoundError
from shared.web.routing import Page, Transactions, allowed, page_of, router
from shared.web.schemas import Answer

PERMISSIONS: Final = {"platform.looks.read": "See who looked at whose personal data"}
"""What may be allowed on every service."""

UNIT_OF: Final = "SELECT meta->>'unit' FROM events WHERE stream_id = $1 ORDER BY version DESC LIMIT 1"

StreamName = Annotated[
    str,
    QueryParameter(
        pattern=r"^[a-z][a-z_]{0,40}-[A-Za-z0-9._:-]{1,100}$", description="The person's stream: contact-<id>"
    ),
]

Moment = Annotated[datetime | None, QueryParameter(description="RFC 3339, with its offset")]

routes: Final = router()


class Look(Answer):
    number: int
    looked_at: datetime
    actor: str
    purpose: str
    correlation: str
    streams: list[str]
    """What was opened, as far as it was asked for."""


class LooksAnswer(Answer):
    looks: list[Look]


@routes.get("/v1/looks", dependencies=[allowed("platform.looks.read")])
async def index(
    page: Page,
    caller: Transactions,
    stream: StreamName | None = None,
    actor: Annotated[str | None, QueryParameter(max_length=100)] = None,
    since: Moment = None,
    until: Moment = None,
) -> LooksAnswer:
    """Every request that opened the stream's personal data, the latest first; without a stream everybody's, for who
    is responsible for everything.
    """
    statement = select(*(looks.c[name] for name in Look.model_fields))
    if stream is not None:
        statement = statement.where(looks.c.streams.contains([stream]))
    elif EVERYTHING not in caller.context.scopes:
        raise ForbiddenError("Name the stream, or have the permission on the whole organisation.")
    if actor:
        statement = statement.where(looks.c.actor == actor)
    if since:
        statement = statement.where(looks.c.looked_at >= since)
    if until:
        statement = statement.where(looks.c.looked_at < until)
    # The app role only writes this log; the service reads it, for a caller who covers the stream's unit.
    async with caller.running.begin(read_only=True) as work:
        if stream is not None:
            unit = await work.conn.fetchval(UNIT_OF, stream)
            if unit is None or not caller.context.covers(unit):
                raise NotFoundError
        found = await page_of(work, statement, [looks.c.number.desc()], page)
    shown = None if stream is None else [stream]
    return LooksAnswer(looks=[Look(**{**dict(row), "streams": shown or row["streams"]}) for row in found])
