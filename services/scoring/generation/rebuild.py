"""A rebuild: every topic from its first offset into a new generation, held against what serves, then swapped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import asyncpg
import structlog

from services.scoring.folding.fact_tables import MODELS, tables_of
from services.scoring.folding.fold import Unread, fold
from services.scoring.generation import layout
from services.scoring.generation.catching_up import Topics, behind, bring_level
from services.scoring.generation.comparison import Verdict, judge, sums_of
from services.scoring.generation.landing import Place, move_positions, positions_of
from services.scoring.generation.live import STANDING_STILL, Target, ensure_positions
from services.scoring.generation.reading import Task, read_all
from services.scoring.generation.setting_aside import unparked
from services.scoring.generation.spent import Spent
from services.scoring.generation.swap import Swap, swap
from shared.eventstore.store import Store
from shared.settings import PlatformSettings
from shared.values.errors import DomainError

REBUILDING: Final = "SELECT pg_try_advisory_lock(hashtext('scoring rebuild'))"
RESUMED: Final = 'UPDATE generations SET resumed_at = clock_timestamp(), resumed_from = "read" WHERE generation = $1'
NEARLY_LEVEL: Final = 2_000
"""Records that may be left for the moment in which folding stands still."""
WORTH_CATCHING_UP: Final = 200_000
"""A serving generation further behind than this is not waited for: there is nothing to compare with."""


log = structlog.get_logger(__name__)


class RebuildRunningError(DomainError):
    """Another rebuild is running; its progress is on /v1/rebuilds."""


class UnknownModelError(DomainError):
    """There is no read model of this name."""

    status = 422
    pointer = "/models"


class GenerationsDifferError(DomainError):
    """The new generation differs from the one that serves, which therefore stays."""


def require_known(models: Sequence[str]) -> None:
    """Raises `UnknownModelError`, which names those there are, unless all these are read models, and any is."""
    if not models or not set(models) <= MODELS.keys():
        raise UnknownModelError(models=sorted(MODELS))


@dataclass(frozen=True)
class Rebuild:
    """What a rebuild works with. `accept_differences` swaps even if the content differs (new code may mean it);
    `spent` says afterwards how long its stages took.
    """

    store: Store
    settings: PlatformSettings
    models: tuple[str, ...] = tuple(MODELS)
    accept_differences: bool = False
    cores: int | None = None
    spent: Spent = field(default_factory=Spent)

    @property
    def pool(self) -> layout.Pool:
        return self.store.database.pool("system")

    async def run(self) -> Swap:
        """The whole way, resuming a generation that an earlier run left unfinished. Raises RebuildRunningError,
        UnknownModelError, GenerationsDifferError; whatever is raised, what serves goes on serving.
        """
        require_known(self.models)
        async with alone(self.pool), Topics(self.settings) as topics:
            target = await self._begin(topics)
            with self.spent.on("read"):
                await self._read(target, await topics.ends())
            await layout.finish(self.pool, target.generation, target.tables, self.spent)
            await self.pool.execute("UPDATE generations SET indexed = true WHERE generation = $1", target.generation)
            with self.spent.on("level"):
                reason = await self._level(target, topics)
            with self.spent.on("compare"):
                verdict = await self._compare(target, reason)
            if not verdict.same and not self.accept_differences:
                await fail(self.pool, target.generation, verdict)
                raise GenerationsDifferError(differences=list(verdict.differences[:20]))
            with self.spent.on("swap"):
                done = await swap(self.store, target, self.models, verdict, await self._unread(target, topics))
        stages = {stage: round(seconds, 3) for stage, seconds in self.spent.seconds.items()}
        log.info("rebuild_timed", generation=done.generation, events=done.events, **stages)
        return done

    async def _unread(self, target: Target, topics: Topics) -> list[Unread]:
        """The records that only the new generation could not read, read once more to be parked whole."""
        async with self.pool.acquire() as conn:
            places = await unparked(conn, target.generation)
        found: list[Unread] = []
        for topic, partition, offset in places:
            page = await topics.page({(topic, partition): (offset, offset + 1)})
            found += fold(page.get((topic, partition), []), one_by_one=True).unread
        return found

    async def _begin(self, topics: Topics) -> Target:
        tables = tables_of(self.models)
        found = await self.pool.fetchrow(
            "SELECT generation, models FROM generations WHERE state IN ('reading', 'following') ORDER BY 1 DESC LIMIT 1"
        )
        if found is not None and set(found["models"]) == set(self.models):
            async with self.pool.acquire() as conn:
                await conn.execute(RESUMED, found["generation"])
                return Target(found["generation"], tables, await positions_of(conn, found["generation"]))
        if found is not None:
            await fail(self.pool, found["generation"], None)
        ends = await topics.ends()
        async with self.pool.acquire() as conn, conn.transaction():
            generation = await conn.fetchval(
                "INSERT INTO generations (models, tables, state) VALUES ($1, $2, 'reading') RETURNING generation",
                list(self.models),
                list(tables),
            )
            await layout.create(conn, generation, tables, bare=True)  # type: ignore[arg-type] # a pool's proxy is a connection
            await move_positions(conn, generation, dict.fromkeys(ends, 0))
        return Target(generation, tables, dict.fromkeys(ends, 0))

    async def _read(self, target: Target, ends: dict[Place, int]) -> None:
        if await self.pool.fetchval("SELECT indexed FROM generations WHERE generation = $1", target.generation):
            return
        if (
            await self.pool.fetchval("SELECT to_regclass($1)", f"{layout.schema_of(target.generation)}.{layout.RUNS}")
            is None
        ):
            return
        spans = {place: (target.positions.get(place, 0), end) for place, end in ends.items()}
        await self.pool.execute(
            "UPDATE generations SET goal = $2 WHERE generation = $1", target.generation, sum(ends.values())
        )
        url = self.store.database.url("system")
        task = Task(self.settings, url, target.generation, target.tables, spans)
        await read_all(task, cores=self.cores, spent=self.spent)

    async def _level(self, target: Target, topics: Topics) -> str:
        """Brings the new generation and those that serve to the same positions, from where both are folded live.
        The answer is empty, or the reason why they could not be.
        """
        reason = ""
        async with self.pool.acquire() as pooled:
            conn: Any = pooled
            if (
                await conn.fetchval("SELECT state FROM generations WHERE generation = $1", target.generation)
                != "reading"
            ):
                return reason
            while behind(await positions_of(conn, target.generation), ends := await topics.ends()) > NEARLY_LEVEL:
                await bring_level(conn, topics, target, ends)
            if await self._serving_is_far_behind(conn, target):
                reason = "what serves stands far behind the topics"
            async with conn.transaction():
                await conn.execute(STANDING_STILL)
                await ensure_positions(conn, list(ends))
                if not reason:
                    await self._equalise(conn, target, topics, ends)
                await conn.execute(
                    "UPDATE generations SET state = 'following' WHERE generation = $1", target.generation
                )
        return reason

    async def _serving_is_far_behind(self, conn: Any, target: Target) -> bool:
        stands = await positions_of(conn, target.generation)
        for other in await _serving(conn):
            left = behind(await positions_of(conn, other.generation), stands)
            if left > WORTH_CATCHING_UP:
                return True
        return False

    async def _equalise(self, conn: Any, target: Target, topics: Topics, ends: dict[Place, int]) -> None:
        everyone = [target, *await _serving(conn)]
        stands = [ends, *[await positions_of(conn, one.generation) for one in everyone]]
        furthest = {place: max(each.get(place, 0) for each in stands) for place in {p for each in stands for p in each}}
        for one in everyone:
            await bring_level(conn, topics, one, furthest)

    async def _compare(self, target: Target, reason: str) -> Verdict:
        async with self.pool.acquire() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
            made = await sums_of(conn, target.generation, target.tables)
            stands = await positions_of(conn, target.generation)
            served = []
            others = await _serving(conn)
            for other in others:
                if not reason and await positions_of(conn, other.generation) != stands:
                    reason = "what serves stands at other positions"
                shared = tuple(table for table in other.tables if table in target.tables)
                served += await sums_of(conn, other.generation, shared) if not reason else []
        if reason or not others:
            return judge(self.models, made, None, reason or "nothing served before")
        return judge(self.models, made, served)


async def _serving(conn: Any) -> list[Target]:
    rows = await conn.fetch("SELECT generation, tables FROM generations WHERE state = 'serving' ORDER BY generation")
    return [Target(row["generation"], tuple(row["tables"]), {}) for row in rows]


async def fail(pool: Any, generation: int, verdict: Verdict | None) -> None:
    """Gives a generation up: its tables go, the row stays with the reason."""
    async with pool.acquire() as conn, conn.transaction():
        await conn.execute(
            "UPDATE generations SET state = 'failed', failure = $2, verdict = $3 WHERE generation = $1",
            generation,
            "it differs from what serves" if verdict else "given up for another rebuild",
            verdict.document() if verdict else None,
        )
        await layout.drop(conn, generation)


@asynccontextmanager
async def alone(pool: Any) -> AsyncIterator[None]:
    """One rebuild at a time over all processes; a killed one lets go with its connection."""
    async with pool.acquire() as conn:
        if not await conn.fetchval(REBUILDING):
            raise RebuildRunningError
        try:
            yield
        finally:
            if not conn.is_closed():
                await asyncio.shield(conn.execute("SELECT pg_advisory_unlock(hashtext('scoring rebuild'))"))


async def first_generation(store: Store) -> None:
    """An installation starts with an empty generation that serves every model and is folded live."""
    async with store.database.pool("system").acquire() as pooled, pooled.transaction():
        conn: Any = pooled
        await conn.execute(STANDING_STILL)
        if await conn.fetchval("SELECT EXISTS (SELECT FROM generations WHERE state = 'serving')"):
            return
        models, tables = tuple(MODELS), tables_of(tuple(MODELS))
        generation = await conn.fetchval(
            "INSERT INTO generations (models, tables, state, indexed) VALUES ($1, $2, 'serving', true)"
            " RETURNING generation",
            list(models),
            list(tables),
        )
        await layout.create(conn, generation, tables, bare=False)
        await layout.serve(conn, generation, tables)


def unfinished(rows: Sequence[asyncpg.Record]) -> tuple[str, ...] | None:
    """The models of a rebuild that was cut off, if there is one among these generations."""
    for row in rows:
        if row["state"] in ("reading", "following"):
            return tuple(row["models"])
    return None
