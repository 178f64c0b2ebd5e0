"""What scoring does beside answering: folding live, rebuilding when asked, going on with a rebuild that was cut off."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import structlog

from services.scoring.generation.audited import source_of_stream
from services.scoring.generation.holes import SEEN_AT
from services.scoring.generation.live_loop import LiveFolding
from services.scoring.generation.rebuild import (
    GenerationsDifferError,
    Rebuild,
    RebuildRunningError,
    first_generation,
    unfinished,
)
from services.scoring.generation.swap import clear
from shared.messaging.consumer import Consumer
from shared.messaging.runner import ConsumerRunner, always
from shared.web.running import Running

FOLDING: Final = "folding"
REBUILDING: Final = "rebuilding"

log = structlog.get_logger()


class WithFolding(ConsumerRunner):
    """The service's consumers and its live folding, as whoever asks about health sees them."""

    def __init__(self, consumers: ConsumerRunner, folding: LiveFolding) -> None:
        self._consumers = consumers
        self._folding = folding

    async def start(self) -> None:
        await self._consumers.start()

    async def stop(self, seconds: float = 20) -> None:
        await self._consumers.stop(seconds)

    @property
    def ready(self) -> bool:
        return self._consumers.ready and self._folding.assigned

    @property
    def alive(self) -> bool:
        return self._consumers.alive

    def partitions(self) -> dict[str, int]:
        return {**self._consumers.partitions(), self._folding.name: self._folding.partitions}

    def lag(self) -> dict[str, int | None]:
        return {**self._consumers.lag(), self._folding.name: self._folding.lag}


async def fold_models(running: Running) -> None:
    """Folds what arrives; what is folded counts for readers who ask for `at_least=`."""
    watch = running.kafka
    answers = (lambda: watch.answers) if watch is not None else always
    folding = LiveFolding(running.store, running.settings, broker_answers=answers)
    running.parts[FOLDING] = folding
    if running.consumers is not None:
        running.consumers = WithFolding(running.consumers, folding)
    await first_generation(running.store)
    consumed, pool = running.reached, running.store.database.pool("system")

    also_read = {source for one in running.parkers if isinstance(one, Consumer) for source in one.services}

    async def reached(stream: str, version: int) -> bool:
        seen = bool(await pool.fetchval(SEEN_AT, stream, version))
        # What a consumer of this service reads besides must have arrived in both.
        if seen and source_of_stream(stream) not in also_read:
            return True
        return (seen or source_of_stream(stream) == running.name) and await consumed(stream, version)

    running.reached = reached
    await folding.run()


async def resume_rebuild(running: Running) -> None:
    """A rebuild that was cut off goes on; what nobody reads any more is dropped."""
    await first_generation(running.store)
    await clear(running.store)
    rows = await running.store.database.pool("system").fetch(
        "SELECT state, models FROM generations ORDER BY generation DESC"
    )
    models = unfinished(rows)
    if models is not None:
        await _run(Rebuild(running.store, running.settings, models))


async def start_rebuild(running: Running, models: tuple[str, ...], *, accept_differences: bool) -> None:
    """Begins in the background; raises RebuildRunningError when one runs here or elsewhere."""
    task: asyncio.Task[None] | None = running.parts.get(REBUILDING)
    if task is not None and not task.done():
        raise RebuildRunningError
    rebuild = Rebuild(running.store, running.settings, models, accept_differences=accept_differences)
    started = asyncio.create_task(rebuild.run())
    done, _ = await asyncio.wait([started], timeout=0.2)
    if done and isinstance(started.exception(), RebuildRunningError):
        raise RebuildRunningError
    running.parts[REBUILDING] = asyncio.create_task(_watched(started))


async def stop_rebuild(running: Running) -> None:
    """Waits for cancellation, then ends a rebuild under way; it is resumed at the next start."""
    try:
        await asyncio.Event().wait()
    finally:
        task: asyncio.Task[None] | None = running.parts.get(REBUILDING)
        if task is not None:
            task.cancel()
            await asyncio.wait([task], timeout=4)


def folding_of(running: Running) -> LiveFolding | None:
    """The live folding of this process, once it has begun."""
    found: LiveFolding | None = running.parts.get(FOLDING)
    return found


async def _run(rebuild: Rebuild) -> None:
    await _watched(asyncio.ensure_future(rebuild.run()))


async def _watched(running: asyncio.Future[Any]) -> None:
    try:
        await running
    except asyncio.CancelledError:
        running.cancel()
        await asyncio.wait([running], timeout=4)
        raise
    except RebuildRunningError:
        log.info("rebuild_runs_elsewhere")
    except GenerationsDifferError as error:
        log.warning("rebuild_differs", differences=error.details)
    except Exception:
        log.exception("rebuild_failed")
