"""Reading one's own writes across services: a read may wait until a position has arrived here."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Final

from fastapi import Query as QueryParameter

from shared.eventstore.database import Database
from shared.messaging.consumer import Consumer
from shared.values.errors import InvalidFieldError
from shared.web.errors import PositionNotReachedError

LONGEST_WAIT: Final = 2.0
ASKED_EVERY: Final = 0.02
STREAMS: Final = 1024
"""How many streams a position names at most: more than any command records to (a project takes over 500 assets)."""
ONE: Final = r"[a-z0-9_]{1,41}-[A-Za-z0-9._:-]{1,100}@[0-9]{1,9}"
LONGEST_ONE: Final = 152
FORM: Final = rf"^{ONE}(,{ONE})*$"

Reached = Callable[[str, int], Awaitable[bool]]
"""`reached(stream, version)`: whether the service holds the effects of that version of the stream."""

AtLeast = Annotated[
    str | None,
    QueryParameter(
        alias="at_least",
        pattern=FORM,
        max_length=STREAMS * (LONGEST_ONE + 1),
        description="Pactline-Position to wait for, up to 2 s",
    ),
]
"""What every read takes as `at_least=`: its route waits before the read begins."""

REACHED: Final = """
WITH reader AS (SELECT * FROM unnest($3::text[], $4::text[]) AS r(consumer, source)),
taken AS (SELECT r.consumer, r.source FROM reader r JOIN inbox i USING (consumer, source)
          WHERE i.stream = $1 AND i.version >= $2)
SELECT EXISTS (SELECT FROM events WHERE stream_id = $1 AND version = $2)
    OR EXISTS (SELECT FROM taken)
       AND NOT EXISTS (SELECT FROM reader r WHERE r.source IN (SELECT source FROM taken)
                       AND r.consumer NOT IN (SELECT consumer FROM taken WHERE source = r.source))
       AND NOT EXISTS (SELECT FROM parked WHERE consumer IN (SELECT consumer FROM reader)
                       AND stream = $1 AND version <= $2 AND state = 'parked')
"""
"""Whether the event is the service's own, or every consumer that reads its source has taken it in and none keeps it, or
one before it, parked. $3 and $4 are consumers with what they read.
"""


def reached_in(database: Database, consumers: Sequence[Consumer]) -> Reached:
    """Asks the service's own events and what its consumers have taken in."""
    pairs = [(consumer.name, source) for consumer in consumers for source in consumer.services]
    names, sources = [name for name, _ in pairs], [source for _, source in pairs]

    async def reached(stream: str, version: int) -> bool:
        return bool(await database.pool("system").fetchval(REACHED, stream, version, names, sources))

    return reached


def positions_in(text: str) -> list[tuple[str, int]]:
    """Streams and versions of a `Pactline-Position`."""
    if not re.match(FORM, text):
        raise InvalidFieldError("/query/at_least", "It is not a position, as Pactline-Position gives one.")
    if text.count(",") >= STREAMS:
        raise InvalidFieldError("/query/at_least", f"It names more than {STREAMS} streams.")
    pairs = (part.rpartition("@") for part in text.split(","))
    return [(stream, int(version)) for stream, _, version in pairs]


async def wait_for(text: str, reached: Reached) -> None:
    """Returns once all positions have arrived; raises `PositionNotReachedError` after two seconds."""
    left = positions_in(text)
    loop = asyncio.get_running_loop()
    until = loop.time() + LONGEST_WAIT
    while True:
        left = [(stream, version) for stream, version in left if not await reached(stream, version)]
        if not left:
            return
        if loop.time() >= until:
            raise PositionNotReachedError
        await asyncio.sleep(ASKED_EVERY)
