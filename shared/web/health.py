"""Whether a service can work now: what /readyz and the status answer from."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

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


@dataclass(frozen=True, slots=True)
class ConsumerHealth:
    """One consumer: whether it has joined its group, what it has still to read, what it keeps parked."""

    name: str
    assigned: bool
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
    parked: dict[str, int] | None = None
    migrated = False
    try:
        async with asyncio.timeout(LONGEST_LOOK), running.store.database.pool("system").acquire() as conn:
            migrated = await is_migrated(conn, running.name)
            parked = {row["consumer"]: row["waiting"] for row in await conn.fetch(PARKED)}
        database = True
    except AWAY:
        database = False
    relay, runner, kafka = running.relay, running.consumers, running.kafka
    assigned = runner is not None and runner.ready
    behind = runner.lag() if runner else {}
    consumers = tuple(
        ConsumerHealth(name, assigned, lag, None if parked is None else parked.get(name, 0))
        for name, lag in sorted(behind.items())
    )
    checks = {
        "database": database,
        "migration": migrated,
        "relay": relay is not None and relay.alive,
        "kafka": kafka is not None and kafka.answers,
        "topic": kafka is not None and kafka.whole,
        "consumers": assigned and runner is not None and runner.alive,
        "serving": not running.draining,
    }
    return Health(checks, bool(relay and relay.leading), bool(relay and relay.alive), consumers)


async def outbox_of(running: Running) -> tuple[int, float] | None:
    """How many events wait for the relay, and the age of the oldest in seconds; None while the database is away."""
    try:
        async with asyncio.timeout(LONGEST_LOOK), running.store.database.pool("system").acquire() as conn:
            return await pending(conn)  # type: ignore[arg-type] # a pool's proxy is a connection
    except AWAY:
        return None


async def is_migrated(conn: Any, service: str) -> bool:
    """Whether the database has all that this code needs; one that a newer code has migrated already has it too."""
    return works_on(service, await versions(conn))
