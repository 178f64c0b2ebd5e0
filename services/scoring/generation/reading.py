"""Reads partitions from one offset to another into a bare generation, as fast as records can be decoded."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition

from services.scoring.folding.fold import Folded, fold
from services.scoring.generation.landing import Place, copy_rows, copy_runs, move_positions, note_trouble, positions_of
from services.scoring.generation.spent import Spent
from shared.messaging.broker import connection_options
from shared.messaging.subscription import STOP_SECONDS, close_consumer
from shared.runtime.children import die_with_parent
from shared.settings import PlatformSettings

if TYPE_CHECKING:
    from multiprocessing.queues import SimpleQueue

FETCHED: Final = 5_000
LANDED: Final = 40_000
"""Records a transaction: what a kill loses at most, and what bounds a reader's memory."""
WORTH_A_PROCESS: Final = 40_000
"""Fewer records than this are read sooner here than in a process that has to start first."""


class ReadingFailedError(Exception):
    """A reader ended before its records; the generation stays where it is and can be resumed."""


@dataclass(frozen=True)
class Task:
    """What one reader does: partitions with the offset to begin at and the one to end before."""

    settings: PlatformSettings
    database_url: str
    generation: int
    tables: tuple[str, ...]
    spans: dict[Place, tuple[int, int]]
    one_by_one: bool = False

    @property
    def records(self) -> int:
        return sum(end - start for start, end in self.spans.values())


def divide(task: Task, readers: int) -> list[Task]:
    """Shares of about equal size, by partition."""
    shares: list[dict[Place, tuple[int, int]]] = [{} for _ in range(max(1, readers))]
    for place, span in sorted(task.spans.items(), key=lambda each: each[1][0] - each[1][1]):
        smallest = min(shares, key=lambda share: sum(end - start for start, end in share.values()))
        smallest[place] = span
    return [Task(task.settings, task.database_url, task.generation, task.tables, share) for share in shares if share]


async def read_all(task: Task, *, cores: int | None = None, spent: Spent | None = None) -> None:
    """All of it, over as many processes as there are cores and partitions worth one; `spent` is told what the readers
    spent together. Raises ReadingFailedError.
    """
    spent = spent or Spent()
    readers = min(cores or os.cpu_count() or 1, len(task.spans), max(1, task.records // WORTH_A_PROCESS))
    if readers == 1:
        await read(task, spent)
        return
    spawn = multiprocessing.get_context("spawn")
    told = spawn.SimpleQueue()
    processes = [
        spawn.Process(target=_process, args=(share, os.getpid(), told), daemon=True) for share in divide(task, readers)
    ]
    for process in processes:
        process.start()
    try:
        while any(process.is_alive() for process in processes):
            if any(process.exitcode not in (None, 0) for process in processes):
                break
            await asyncio.sleep(0.05)
    finally:
        for process in processes:
            if process.is_alive():
                process.terminate()
            process.join(5)
    if any(process.exitcode != 0 for process in processes):
        raise ReadingFailedError("a reader ended early")
    for _ in processes:
        spent.add(told.get())


def _process(task: Task, parent: int, told: SimpleQueue[dict[str, float]]) -> None:
    die_with_parent(parent, signal.SIGKILL)
    # Looking for cycles at every turn doubles the time that reading takes: it is done after each landing.
    gc.disable()
    spent = Spent()
    asyncio.run(read(task, spent))
    told.put(spent.seconds)


async def read(task: Task, spent: Spent) -> None:
    """One reader's share, in this process."""
    conn = await asyncpg.connect(task.database_url, server_settings={"synchronous_commit": "off"})
    try:
        try:
            await _read(task, conn, spent)
        except asyncpg.DataError:
            # A value that no column takes: from where it stands again, looking at every value.
            reached = await positions_of(conn, task.generation)
            spans = {place: (reached.get(place, start), end) for place, (start, end) in task.spans.items()}
            await _read(replace(task, spans=spans, one_by_one=True), conn, spent)
    finally:
        await conn.close()


async def _read(task: Task, conn: Any, spent: Spent) -> None:
    left = {TopicPartition(*place): span for place, span in task.spans.items() if span[0] < span[1]}
    if not left:
        return
    consumer = AIOKafkaConsumer(
        **connection_options(task.settings),
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=1 << 20,
        fetch_max_bytes=16 << 20,
    )
    try:
        await consumer.start()
        consumer.assign(list(left))
        for partition, (start, _) in left.items():
            consumer.seek(partition, start)
        await _drain(task, consumer, conn, {partition: end for partition, (_, end) in left.items()}, spent)
    finally:
        await close_consumer(consumer, STOP_SECONDS)


async def _drain(task: Task, consumer: Any, conn: Any, ends: Mapping[Any, int], spent: Spent) -> None:
    open_until = dict(ends)
    batch: list[Folded] = []
    reached: dict[Place, int] = {}
    count = 0
    while open_until:
        with spent.on("fetch"):
            got = await consumer.getmany(*open_until, timeout_ms=5_000, max_records=FETCHED)
        records: list[Any] = []
        for partition, found in got.items():
            end = open_until[partition]
            records.extend(found if found[-1].offset < end else [one for one in found if one.offset < end])
            reached[partition.topic, partition.partition] = min(found[-1].offset + 1, end)
            if found[-1].offset + 1 >= end:
                del open_until[partition]
                consumer.pause(partition)
        if not got:
            await _skip_empty_ends(consumer, open_until, reached)
        with spent.on("fold"):
            batch.append(fold(records, tables=task.tables, one_by_one=task.one_by_one))
        count += len(records)
        del records, got
        if count >= LANDED or not open_until:
            with spent.on("land"):
                await _land(task, conn, batch, reached, count)
            batch, count = [], 0
            gc.collect(1)  # what the Kafka client fetched hangs in cycles of its own


async def _skip_empty_ends(consumer: Any, open_until: dict[Any, int], reached: dict[Place, int]) -> None:
    """The last offsets before an end may hold no record (a control record, say): the position tells."""
    for partition, end in list(open_until.items()):
        if await consumer.position(partition) >= end:
            reached[partition.topic, partition.partition] = end
            del open_until[partition]


async def _land(task: Task, conn: Any, batch: Sequence[Folded], reached: Mapping[Place, int], count: int) -> None:
    async with conn.transaction():
        for table in task.tables:
            await copy_rows(conn, task.generation, table, [row for folded in batch for row in folded.rows[table]])
        await copy_runs(
            conn,
            task.generation,
            ((stream, first, last) for folded in batch for stream, (first, last) in folded.runs.items()),
        )
        for folded in batch:
            await note_trouble(conn, task.generation, folded)
        await move_positions(conn, task.generation, reached)
        await conn.execute(
            'UPDATE generations SET "read" = "read" + $2, repeats = repeats + $3 WHERE generation = $1',
            task.generation,
            count,
            sum(folded.repeats for folded in batch),
        )
