"""Who looked at somebody's personal data: asked by the stream that keeps it, answered to who is responsible for it."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import Query as QueryParameter
from sqlalchemy import select

from shared.looks.schema import looks
from shared.values.errors import NotFoundError
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

routes: Final = router()


class Look(Answer):
    number: int
    looked_at: datetime
    actor: str
    purpose: str
    correlation: str


class LooksAnswer(Answer):
    looks: list[Look]


@routes.get("/v1/looks", dependencies=[allowed("platform.looks.read")])
async def index(stream: StreamName, page: Page, caller: Transactions) -> LooksAnswer:
    """Every request that opened the stream's personal data, the latest first."""
    # The app role only writes this log; the service reads it, for a caller who covers the stream's unit.
    async with caller.running.begin(read_only=True) as work:
        unit = await work.conn.fetchval(UNIT_OF, stream)
        if unit is None or not caller.context.covers(unit):
            raise NotFoundError
        columns = [looks.c[name] for name in Look.model_fields]
        found = await page_of(
            work, select(*columns).where(looks.c.streams.contains([stream])), [looks.c.number.desc()], page
        )
    return LooksAnswer(looks=[Look(**dict(row)) for row in found])
