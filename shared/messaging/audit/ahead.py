"""What a reader has seen held against the stores: versions that no store holds, so that the true ones would be taken
for repeats.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple, TypeAlias

from shared.eventstore.store import Store
from shared.messaging.audit.reader import Reader

Highest: TypeAlias = Callable[[Sequence[str]], Awaitable[Mapping[str, int]]]
"""Answers for a service how far its store holds these streams; those that it does not have are left out."""

PAGE_STREAMS: Final = 2_000
HIGHEST: Final = """
SELECT s.stream, e.version FROM unnest($1::text[]) AS s(stream)
CROSS JOIN LATERAL (SELECT version FROM events WHERE stream_id = s.stream ORDER BY version DESC LIMIT 1) e
"""


class Ahead(NamedTuple):
    """A reader has seen a stream up to `seen`, its owner's store holds it up to `held` (0: not at all)."""

    stream: str
    seen: int
    held: int


class Page(NamedTuple):
    """So many streams that a reader has seen, up to the stream `last` (empty behind the last one), and which of them it
    has seen further than their owner's store goes.
    """

    streams: int
    last: str
    found: list[Ahead]


async def ahead_of_stores(reader: Reader, stores: Mapping[str, Store]) -> AsyncIterator[Ahead]:
    """The streams that the reader has seen further than the store of their owner goes, in order; none where a store
    that may hold them is not among `stores`, by service.
    """
    if not can_be_held(reader, stores.keys()):
        return
    owners = {name: partial(highest_in, store) for name, store in stores.items()}
    after = ""
    while (page := await ahead_behind(reader, owners, after, PAGE_STREAMS)).streams:
        for one in page.found:
            yield one
        after = page.last


def can_be_held(reader: Reader, owners: Iterable[str]) -> bool:
    """Whether everybody who may hold what the reader has seen can be asked."""
    return {reader.source, *reader.holders} <= set(owners)


async def ahead_behind(reader: Reader, owners: Mapping[str, Highest], after: str, most: int) -> Page:
    """The next streams behind `after`, at most so many, held against their owners.

    The reader is asked first and the stores after it: whatever was rightly seen had been committed before, so what
    grows meanwhile is no finding.
    """
    page = await reader.page(after, most)
    held = dict.fromkeys((stream for stream, _ in page), 0)
    for name in dict.fromkeys((reader.source, *reader.holders)):
        left = [stream for stream, seen in page if seen > held[stream]]
        if not left:
            break
        for stream, version in (await owners[name](left)).items():
            held[stream] = max(version, held[stream])
    found = [Ahead(stream, seen, held[stream]) for stream, seen in page if seen > held[stream]]
    return Page(len(page), page[-1][0] if page else "", found)


async def highest_in(store: Store, streams: Sequence[str]) -> dict[str, int]:
    """The highest version of each of these streams that the store has."""
    rows = await store.database.pool("system").fetch(HIGHEST, streams)
    return {row["stream"]: row["version"] for row in rows}
