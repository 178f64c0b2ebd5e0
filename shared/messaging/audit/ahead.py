"""What a reader has seen held against the stores: versions that no store holds, so that the true ones would be taken
for repeats.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from shared.eventstore.store import Store
from shared.messaging.audit.reader import Reader

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


async def ahead_of_stores(reader: Reader, stores: Mapping[str, Store]) -> AsyncIterator[Ahead]:
    """The streams that the reader has seen further than the store of their owner goes, in order; none where a store
    that may hold them is not among `stores`, by service.

    Each page asks the reader first and the stores after it: whatever was rightly seen had been committed before, so
    what grows meanwhile is no finding.
    """
    if not stores.keys() >= {reader.source, *reader.holders}:
        return
    others = [stores[name] for name in reader.holders if name != reader.source]
    after = ""
    while page := await reader.page(after, PAGE_STREAMS):
        after = page[-1][0]
        held = dict.fromkeys((stream for stream, _ in page), 0)
        for store in (stores[reader.source], *others):
            left = [stream for stream, seen in page if seen > held[stream]]
            for stream, version in await _highest(store, left):
                held[stream] = max(version, held[stream])
        for stream, seen in page:
            if seen > held[stream]:
                yield Ahead(stream, seen, held[stream])


async def _highest(store: Store, streams: Sequence[str]) -> Iterable[tuple[str, int]]:
    if not streams:
        return ()
    rows = await store.database.pool("system").fetch(HIGHEST, streams)
    return [(row["stream"], row["version"]) for row in rows]
