"""Fills the topics with families of events, by as many processes as there are cores, as the relay publishes them."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
from collections.abc import Sequence
from typing import Final

from bench.event_mix import FAMILY, records
from shared.messaging.producer import EventProducer
from shared.settings import PlatformSettings

WORTH_A_PROCESS: Final = 2_000
"""Families below which a process costs more than it gives."""


async def publish_families(settings: PlatformSettings, first: int, count: int) -> int:
    """Publishes so many families from number `first` on; the number of events."""
    numbers = range(first, first + count)
    processes = min(os.cpu_count() or 1, max(1, count // WORTH_A_PROCESS))
    if processes == 1:
        await _publish(settings, numbers)
        return count * FAMILY
    spawn = multiprocessing.get_context("spawn")
    # Not by turns: a family is published whole by one process, so that its order holds.
    size = -(-count // processes)
    started = [
        spawn.Process(target=_process, args=(settings, numbers[size * n : size * (n + 1)]), daemon=True)
        for n in range(processes)
    ]
    for process in started:
        process.start()
    for process in started:
        await asyncio.to_thread(process.join)
    if any(process.exitcode for process in started):
        raise RuntimeError("a producer of the benchmark's events failed")
    return count * FAMILY


def _process(settings: PlatformSettings, numbers: Sequence[int]) -> None:
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    asyncio.run(_publish(settings, numbers))


async def _publish(settings: PlatformSettings, numbers: Sequence[int]) -> None:
    producers = {service: EventProducer(settings, service) for service in ("customer", "contract", "asset")}
    try:
        for service, batch in records(numbers):
            await producers[service].publish(batch)
    finally:
        for producer in producers.values():
            await producer.stop()
