"""The invariants held against a whole installation, or against the services of a test."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from shared.eventstore.relay import pending
from shared.eventstore.store import Store
from shared.messaging.audit.reader import Reader, inbox_readers
from shared.messaging.audit.run import audit
from shared.messaging.audit.topic import Broker, BrokerAwayError, connected
from shared.settings import PlatformSettings
from shared.testing.invariants import deliveries, effects, replays, stored, topics
from shared.testing.invariants.findings import MEANING, Finding

LOOKED_EVERY = 0.1

Check = Callable[[], Awaitable[list[Finding]]]


@dataclass(frozen=True)
class Held:
    """What is held: the stores of the services, and besides their consumers those who read topics in another way.

    `others` are such readers, `checks` what only a service itself can compare (read models with their rebuild).
    """

    stores: Sequence[Store]
    settings: PlatformSettings
    others: Sequence[Reader] = ()
    checks: Sequence[Check] = ()


async def findings(
    held: Held, answers: Mapping[str, Iterable[str]] | None = None, *, within: float = 0
) -> list[Finding]:
    """Everything that does not hold, in the order of `MEANING`; empty when all does.

    `answers` are the positions that callers were told, by service. The backlog has `within` seconds to come to nothing;
    the rest is held after that. Works beside running services: what is on its way counts as backlog alone.
    Raises `BrokerAwayError` and asyncpg's errors, since nothing can be said then.
    """
    told = answers or {}
    unknown = told.keys() - {store.service for store in held.stores}
    if unknown:
        raise ValueError(f"answers of {sorted(unknown)}, which are not held")
    async with connected(held.settings) as broker:
        left = await _until_settled(held, broker, within)
        found = [one for store in held.stores for one in await stored.answered(store, told.get(store.service, ()))]
        for store in held.stores:
            found += [*await stored.gapless(store), *await stored.recorded_once(store)]
        found += await _on_topics(held, broker)
    report = await audit(held.stores, held.settings, held.others)
    if not report.clean:
        found += [Finding("audited", "audit", sentence) for sentence in report.sentences()]
    for store in held.stores:
        found += await stored.rebuilt(store)
        if store.service == deliveries.SERVICE:
            found += await deliveries.on_their_way(store)
    for check in held.checks:
        found += await check()
    order = list(MEANING)
    return sorted([*found, *left], key=lambda one: order.index(one.invariant))


async def _on_topics(held: Held, broker: Broker) -> list[Finding]:
    readers = await _readers(held)
    own = {store.service: store for store in held.stores}
    found: list[Finding] = []
    for service in sorted({*own, *(reader.source for reader in readers)}):
        store = own.get(service)
        until = await topics.published_until(store) if store else 0
        mine = [reader for reader in readers if reader.source == service]
        name = (await broker.topic(service)).name
        passed = [await reader.passed(broker, name) for reader in mine]
        told = await topics.read_topic(broker, service)
        if store:
            found += await topics.published(store, told, until)
        for reader, offsets in zip(mine, passed, strict=True):
            again = partial(topics.read_topic, broker, service)
            found += await effects.seen_once(reader, told, offsets, again)
            if (reader.service, reader.consumer) == (deliveries.SERVICE, deliveries.OFFERING):
                found += await deliveries.offered(own[reader.service], told, offsets)
                found += await replays.brought(own[reader.service], told, offsets)
    return found


async def _until_settled(held: Held, broker: Broker, within: float) -> list[Finding]:
    clock = asyncio.get_running_loop().time
    until = clock() + within
    while clock() < until:
        with suppress(BrokerAwayError):  # one that is back names no leader for a moment; away at the end it is told
            if not await _left_over(held, broker):
                return []
        await asyncio.sleep(LOOKED_EVERY)
    return await _left_over(held, broker)


async def _left_over(held: Held, broker: Broker) -> list[Finding]:
    found = []
    for store in held.stores:
        async with store.database.pool("system").acquire() as conn:
            waiting, _ = await pending(conn)  # type: ignore[arg-type] # a pool's proxy is a connection
        if waiting:
            found.append(Finding("settled", store.service, f"{waiting} positions wait for the relay"))
        if store.service == deliveries.SERVICE:
            found += await replays.going_on(store)
    for reader in await _readers(held):
        left = await effects.backlog(reader, broker)
        if left.behind:
            found.append(Finding("settled", effects.name_of(reader), f"{left.behind} records wait to be read"))
        if left.parked:
            found.append(Finding("settled", effects.name_of(reader), f"{left.parked} records are parked"))
    return found


async def _readers(held: Held) -> list[Reader]:
    return [*[reader for store in held.stores for reader in await inbox_readers(store)], *held.others]


async def assert_holds(held: Held, answers: Mapping[str, Iterable[str]] | None = None, *, within: float = 30) -> None:
    """Raises `AssertionError` that tells every finding."""
    found = await findings(held, answers, within=within)
    if found:
        told = "\n".join(str(one) for one in found[:50])
        raise AssertionError(f"{len(found)} findings:\n{told}")
