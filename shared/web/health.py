"""Whether a service can work now: what /readyz and the status answer from."""

import asyncio
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import asyncpg

from shared.eventstore.relay import pending
from shared.migrations.run import versions, works_on
from shared.web.running import Running

LONGEST_LOOK: Final = 2.0
AWAY: Final = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)
"""What asking a database comes to that is away, or was cut off in the midst of a word."""
FOR_COMMANDS: Final = ("database", "migration", "serving")
PARKED: Final = "SELECT consumer, count(*) AS waiting FROM parked WHERE state = 'parked' GROUP BY consumer"

T = TypeVar("T")
_left_alone: set["asyncio.Task[Any]"] = set()
"""Looks that took too long, until asyncpg has given their connections up."""


@dataclass(frozen=True, slots=True)
class ConsumerHealth:
    """One consumer: whether it has joined its group, how many partitions it reads here, what it has still to read, what
    it keeps parked.
    """

    name: str
    assigned: bool
    partitions: int
    lag: int | None
    """None until it has joined and knows, and while Kafka does not answer."""
    parked: int | None
    """None while the database is away."""


@dataclass(frozen=True, slots=True)
class Health:
    """The checks by name, and what they were made from."""

    checks: Mapping[str, bool]
    relay_leading: bool
    relay_alive: bool
    consumers: tuple[ConsumerHealth, ...]

    @property
    def ready(self) -> bool:
        return all(self.checks.values())

    @property
    def takes_commands(self) -> bool:
        """Whether callers may be sent here: events wait in the store while Kafka is away, or a topic is lost."""
        return all(self.checks[name] for name in FOR_COMMANDS)


async def health_of(running: Running) -> Health:
    """Looks at the database, the migration, the relay, Kafka, the own topic and each consumer's assignment, within two
    seconds.
    """
    looked = await _within(LONGEST_LOOK, _look(running))
    migrated, parked = looked or (False, None)
    relay, runner, kafka = running.relay, running.consumers, running.kafka
    assigned = runner is not None and runner.ready
    behind = runner.lag() if runner else {}
    partitions = runner.partitions() if runner else {}
    consumers = tuple(
        ConsumerHealth(name, assigned, partitions[name], lag, None if parked is None else parked.get(name, 0))
        for name, lag in sorted(behind.items())
    )
    checks = {
        "database": looked is not None,
        "migration": migrated,
        "relay": relay is not None and relay.alive,
        "kafka": kafka is not None and kafka.answers,
        "topic": kafka is not None and kafka.whole,
        "consumers": assigned and runner is not None and runner.alive,
        "serving": not running.draining,
    }
    return Health(checks, bool(relay and relay.leading), bool(relay and relay.alive), consumers)


async def outbox_of(running: Running) -> tuple[int, float] | None:
    """How many events wait for the relay, and the age of the oldest in seconds; None while the database is away.
    Within two seconds.
    """
    return await _within(LONGEST_LOOK, _waiting(running))


async def _look(running: Running) -> tuple[bool, dict[str, int]]:
    async with running.store.database.pool("system").acquire() as conn:
        migrated = await is_migrated(conn, running.name)
        return migrated, {row["consumer"]: row["waiting"] for row in await conn.fetch(PARKED)}


async def _waiting(running: Running) -> tuple[int, float]:
    async with running.store.database.pool("system").acquire() as conn:
        return await pending(conn)  # type: ignore[arg-type] # a pool's proxy is a connection


async def _within(seconds: float, looking: Coroutine[Any, Any, T]) -> T | None:
    """What a look gives; None when the database is away or does not answer in time.

    A look that was cut off gives its connection up in its own time: asyncpg waits for the server to take note, which a
    server that stands still does not.
    """
    task = asyncio.ensure_future(looking)
    _left_alone.add(task)
    task.add_done_callback(_over)
    try:
        await asyncio.wait([task], timeout=seconds)
        return task.result() if task.done() else None
    except AWAY:
        return None
    finally:
        task.cancel()


def _over(task: "asyncio.Task[Any]") -> None:
    _left_alone.discard(task)
    if not task.cancelled():
        task.exception()  # whoever waited for it has told it, or was told that the database is away


async def is_migrated(conn: Any, service: str) -> bool:
    """Whether the database has all that this code needs; one that a newer code has migrated already has it too."""
    return works_on(service, await versions(conn))
