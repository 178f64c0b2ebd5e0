"""Rows 5 and 6 and how they grow: scoring rebuilt from all topics, beside reading and decoding the same records."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Final, Self

import asyncpg
import msgspec
import psutil
from aiokafka import AIOKafkaConsumer, TopicPartition

from bench import disk
from bench.event_mix import FAMILY
from bench.measure import ROUNDS_OF_LONG, Given, Grown, Outcome, Stored, Taken, seconds_of
from bench.topic_filling import publish_families
from services.scoring.generation.rebuild import Rebuild, first_generation
from services.scoring.generation.spent import STAGES
from shared.eventstore.database import Database
from shared.eventstore.store import Store
from shared.messaging.broker import connection_options
from shared.messaging.topics import ensure_topics, topic_of
from shared.migrations.run import migrate
from shared.security.sealing import Sealer
from shared.settings import PlatformSettings
from shared.testing.isolation import SECRET
from shared.values.clock import SystemClock
from shared.values.ids import new_id

MANY: Final = 1_000_000
MOST: Final = 10_000_000
SMALLER: Final = (1_000, 10_000, 100_000)
MUST_MIB: Final = 1536
LONG: Final = 180.0
"""Seconds of a round from which on fewer are taken."""
FETCHED: Final = 5_000
SAMPLED_EVERY: Final = 0.25
TOPICS: Final = ("customer", "contract", "asset")


async def rebuilt(given: Given) -> Outcome:
    """The topics grow from size to size, so that each record is published once."""
    sizes = (300, 600) if given.short else (*SMALLER, MANY, MOST)
    settings = _settings(given)
    await ensure_topics(settings)
    growth: list[Grown] = []
    rows: dict[str, Taken] = {}
    peaks: dict[int, float] = {}
    stored: list[Stored] = []
    published = 0
    for size in sizes:
        families = -(-size // FAMILY)
        await publish_families(settings, published, families - published)
        published, events = families, families * FAMILY
        turns = await _in_turn(settings, events, given.rounds)
        times, references, peaks[size], stored = turns.times, turns.references, max(turns.peaks), turns.stored
        growth.append(Grown("5", size, events / median(times), events / median(references)))
        detail = {
            "events": events, "rounds": [round(one, 3) for one in times],
            "reference_rounds": [round(one, 3) for one in references], "peak_mib": round(peaks[size], 1),
            "stages": turns.stages,
        }  # fmt: skip
        if size == sizes[-2]:
            rows["5"] = Taken(events / median(times), events / median(references), detail)
            rows["6"] = Taken(0, median(times))
        elif size == sizes[-1]:
            of_a_tenth = {f"{name}_of_a_tenth": rows["5"].detail[name] for name in ("events", "peak_mib", "stages")}
            more = {**of_a_tenth, "reference_rounds": rows["5"].detail["rounds"]}
            rows["6"] = Taken(median(times), rows["6"].reference, {**detail, **more})
            rows["6 memory"] = Taken(peaks[size], peaks[sizes[-2]], {"must_mib": MUST_MIB}, peaks[size] < MUST_MIB)
    stored += disk.of_topics(given, settings.topic_prefix, "topics of a realistic mix, compressed, one copy", events)
    return Outcome(rows, growth, stored)


@dataclass
class Turns:
    """What the rounds of one size found: seconds of both, the most memory that a rebuild's processes held together, in
    MiB, the seconds that its stages took, and its disk.
    """

    times: list[float] = field(default_factory=list)
    references: list[float] = field(default_factory=list)
    peaks: list[float] = field(default_factory=list)
    spent: list[dict[str, float]] = field(default_factory=list)
    stored: list[Stored] = field(default_factory=list)

    @property
    def stages(self) -> dict[str, float]:
        """The median of each stage; those of the readers are of all of them together."""
        return {stage: round(median(one.get(stage, 0.0) for one in self.spent), 3) for stage in STAGES}


async def _in_turn(settings: PlatformSettings, events: int, rounds: int) -> Turns:
    turns = Turns()

    async def theirs() -> None:
        await read_and_decode(settings, events)

    while len(turns.times) < (rounds if max(turns.times, default=0) < LONG else min(rounds, ROUNDS_OF_LONG)):
        async with _fresh_store(settings) as store:
            rebuild = Rebuild(store, settings)

            async def ours(rebuild: Rebuild = rebuild) -> None:
                with Memory() as memory:
                    done = await rebuild.run()
                turns.peaks.append(memory.peak)
                if done.events != events:
                    raise RuntimeError(f"{done.events} of {events} events were folded")

            turns.times.append(await seconds_of(ours))
            turns.spent.append(rebuild.spent.seconds)
            pool = store.database.pool("system")
            turns.stored = [await disk.of_database(pool, "read models of scoring, one generation", events)]
        turns.references.append(await seconds_of(theirs))
    return turns


def _settings(given: Given) -> PlatformSettings:
    prefix = f"bench-{new_id()[-6:]}-"
    return PlatformSettings(database_url=given.postgres_url, kafka=given.kafka, secret=SECRET, topic_prefix=prefix)


@asynccontextmanager
async def _fresh_store(settings: PlatformSettings) -> AsyncIterator[Store]:
    """Scoring's database as an installation begins with it; dropped afterwards, so that disk is given back."""
    name = f"bench_scoring_{new_id()[-6:]}"
    await migrate(settings.database_url, "scoring", SECRET, database=name)
    database = Database(settings.database_url, "scoring", SECRET, name=name)
    await database.open()
    try:
        store = Store("scoring", database, [], Sealer(SECRET), SystemClock())
        await first_generation(store)
        yield store
    finally:
        await database.close()
        conn = await asyncpg.connect(settings.database_url)
        try:
            await conn.execute(f"DROP DATABASE {name} WITH (FORCE)")
        finally:
            await conn.close()


async def read_and_decode(settings: PlatformSettings, events: int) -> None:
    """Every record of the topics read by one consumer and its JSON decoded; nothing kept."""
    consumer = AIOKafkaConsumer(**connection_options(settings), enable_auto_commit=False, auto_offset_reset="earliest")
    await consumer.start()
    decode = msgspec.json.Decoder().decode
    try:
        consumer.assign(
            [TopicPartition(topic_of(name, settings), each) for name in TOPICS for each in range(settings.partitions)]
        )
        await consumer.seek_to_beginning()
        left = events
        while left > 0:
            for records in (await consumer.getmany(timeout_ms=1_000, max_records=FETCHED)).values():
                for record in records:
                    decode(record.value)
                left -= len(records)
    finally:
        await consumer.stop()


class Memory:
    """Looks at this process and all below it while it is entered; `peak` is the most they held, shared pages divided
    among those that share them, in MiB. PostgreSQL and Kafka are not counted, the benchmark itself is.
    """

    def __init__(self) -> None:
        self.peak = 0.0
        self._over = threading.Event()
        self._looking = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._looking.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._looking.join()

    def _look(self) -> None:
        """At least once, however soon it is over."""
        here = psutil.Process()
        looking = True
        while looking:
            held = 0
            for process in (here, *here.children(recursive=True)):
                try:
                    if process.name() not in ("postgres", "java"):
                        held += process.memory_full_info().pss
                except psutil.Error:
                    continue
            self.peak = max(self.peak, held / 2**20)
            looking = not self._over.wait(SAMPLED_EVERY)
