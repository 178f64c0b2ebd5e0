"""The relay is woken by commits of its own process; what others commit it finds by looking again and again."""

import asyncio
from collections.abc import Sequence
from typing import Final

from shared.eventstore.reader import StoredEvent
from shared.eventstore.relay import LONGEST_WAIT, Relay
from shared.eventstore.store import Store

from .sample import COUNTER, AmountBooked

SLOWEST: Final = 10
"""Looks after which it looks as seldom as it ever does."""


async def test_what_is_committed_without_a_word_to_the_relay_is_published_by_its_next_look(store: Store) -> None:
    waits: list[float] = []
    published: asyncio.Queue[tuple[int, int]] = asyncio.Queue()

    async def publish(events: Sequence[StoredEvent]) -> None:
        published.put_nowait((len(events), len(waits)))

    relay = Relay(store, publish)
    wait = relay._wait

    async def waiting(seconds: float) -> None:
        waits.append(seconds)
        await wait(seconds)

    relay._wait = waiting  # type: ignore[method-assign] # counts the looks, which go on as they do
    relay.start()
    try:
        async with asyncio.timeout(20):
            while len(waits) < SLOWEST:
                await asyncio.sleep(0.02)
            # Another process's store: its commits set no event of this one.
            elsewhere = Store("sample", store.database, [], store.sealer, store.clock)
            async with elsewhere.begin() as work:
                work.record(work.start(COUNTER, "n"), [AmountBooked(amount=1)] * 3)
            looks = len(waits)
            events, then = await published.get()
    finally:
        await relay.stop()
    assert elsewhere.committed.is_set()
    assert (events, relay.position) == (3, 3)
    # One look may have begun before the commit; the next one is a wait later at most.
    assert then - looks <= 1
    assert waits[SLOWEST - 1] == max(waits) == LONGEST_WAIT == 0.1
