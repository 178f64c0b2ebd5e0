"""Reads all topics in a group and folds them live; says how far behind every model is."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, Final

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition

from services.scoring.folding.fact_tables import MODELS
from services.scoring.generation.holes import LOST
from services.scoring.generation.lag import STANDS, Stand, behind_of, show
from services.scoring.generation.landing import Place
from services.scoring.generation.live import OutOfStepError, ensure_positions, fold_live
from services.scoring.generation.rebuild import first_generation
from services.scoring.generation.setting_aside import NAME
from shared.eventstore.store import Store
from shared.messaging.broker import connection_options
from shared.messaging.closing import is_cancelled
from shared.messaging.runner import Answers, always
from shared.messaging.subscription import close_consumer
from shared.messaging.topics import SERVICES, ensure_topics, topic_of
from shared.observability import metrics, tracing
from shared.settings import PlatformSettings

BATCH: Final = 2_000
OBSERVED_EVERY: Final = 2.0
LONGEST_PAUSE: Final = 5.0

REBUILT: Final = """
SELECT models, read, goal FROM generations WHERE state IN ('reading', 'following') ORDER BY generation DESC LIMIT 1
"""
NOT_DONE_YET: Final = 0.99
"""As far as a rebuild shows before its swap, however much it has read."""

TROUBLE: Final = f"""
SELECT (SELECT count(*) FROM parked WHERE consumer = '{NAME}' AND state = 'parked') AS unread,
       (SELECT count(*) FROM ({LOST}) AS lost) AS gaps
"""  # nosec B608  # names made by the code

log = structlog.get_logger()


class LiveFolding(ConsumerRebalanceListener):  # type: ignore[misc]  # the library has no types
    """One instance's share of the topics. Where it goes on is read from the database, never from Kafka."""

    name = NAME

    def __init__(self, store: Store, settings: PlatformSettings, *, broker_answers: Answers = always) -> None:
        self.assigned = False
        self.lag: int | None = None
        self.model_lag: dict[str, int] = {}
        self._store = store
        self._settings = settings
        self._topics = [topic_of(service, settings) for service in SERVICES]
        self._broker_answers = broker_answers
        self._kafka: Any = None
        self._positions: dict[TopicPartition, int] = {}
        self._unplaced: Exception | None = None
        self._observed_at = 0.0
        self._gaps: int | None = None
        # Told as none from the start: the first gap of all is a rise then, which the alert goes by.
        metrics.CONSUMER_GAPS.labels("scoring", NAME)

    @property
    def partitions(self) -> int:
        """How many it reads here; 0 until it has joined."""
        return len(self._kafka.assignment()) if self._kafka is not None and self.assigned else 0

    async def run(self) -> None:
        """Until cancelled; failures of broker or database are waited out."""
        pause = 0.2
        while True:
            try:
                await first_generation(self._store)
                if self._gaps is None:
                    # Gaps of before were told when they were found, and stay in the audit.
                    self._gaps = int((await self._trouble())["gaps"])
                await ensure_topics(self._settings, SERVICES)
                await self._join()
                while True:
                    await self._turn()
                    pause = 0.2
            except (Exception, asyncio.CancelledError) as error:
                if is_cancelled():
                    raise
                # Folding never ends by itself; it says so and begins again.
                log.warning("folding_restarts", error=repr(error), seconds=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            finally:
                self.assigned = False
                self._note_lag(None)
                if self._kafka is not None:
                    kafka, self._kafka = self._kafka, None
                    await close_consumer(kafka, 5)

    async def _join(self) -> None:
        session = self._settings.kafka_session_seconds
        self._unplaced = None
        self._kafka = AIOKafkaConsumer(
            **connection_options(self._settings),
            group_id=f"{self._settings.topic_prefix}pactline.scoring.{NAME}",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=session * 1000,
            request_timeout_ms=(session + 30) * 1000,
        )
        self._kafka.subscribe(self._topics, listener=self)
        async with asyncio.timeout(session + 30):  # a member that died without a word is waited for
            await self._kafka.start()

    async def _turn(self) -> None:
        if self._unplaced is not None:
            raise self._unplaced
        read = await self._kafka.getmany(timeout_ms=200, max_records=BATCH)
        if read:
            started = time.time_ns()
            batch = {(partition.topic, partition.partition): records for partition, records in read.items()}
            try:
                await fold_live(self._store.database.pool("system"), batch)
            except OutOfStepError:
                await self._seek(read)
            else:
                for partition, records in read.items():
                    self._positions[partition] = records[-1].offset + 1
                    _trace(records, started)
        await self._observe()

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Nothing is owed: positions are in the database."""

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Goes on where folding stands, whoever did it before."""
        self._positions.clear()
        try:
            await self._seek(list(assigned))
        except Exception as error:
            # Kafka's client notes it and reads on from the first record: the next turn begins anew instead.
            self._unplaced = error
            raise
        self.assigned = True

    async def _seek(self, partitions: Iterable[TopicPartition]) -> None:
        places = [(partition.topic, partition.partition) for partition in partitions]
        async with self._store.database.pool("system").acquire() as conn:
            stands = await ensure_positions(conn, places)
        for partition in self._kafka.assignment().intersection(partitions):  # others may have them by now
            offset = stands.get((partition.topic, partition.partition), 0)
            self._kafka.seek(partition, offset)
            self._positions[partition] = offset

    async def _trouble(self) -> Any:
        return await self._store.database.pool("system").fetchrow(TROUBLE)

    async def _observe(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._observed_at < OBSERVED_EVERY:
            return
        self._observed_at = now
        ends = self._ends() if self.assigned and self._broker_answers() else None
        stands = () if ends is None else await self._store.database.pool("system").fetch(STANDS)
        self._note_lag(ends, stands)
        trouble = await self._trouble()
        metrics.PARKED.labels("scoring", NAME).set(trouble["unread"])
        before = self._gaps or 0
        if trouble["gaps"] > before:
            log.error("versions_missing", gaps=trouble["gaps"])
            metrics.CONSUMER_GAPS.labels("scoring", NAME).inc(trouble["gaps"] - before)
        # It falls where what was parked is folded after all, and at a swap: the next gap is one again.
        self._gaps = int(trouble["gaps"])
        _show_rebuild(await self._store.database.pool("system").fetchrow(REBUILT))

    def _ends(self) -> dict[Place, int] | None:
        """The end of each partition that is read here; None until the broker has told of all of them."""
        ends: dict[Place, int] = {}
        for partition in self._positions:
            with suppress(Exception):
                end = self._kafka.highwater(partition)
                if end is None:
                    return None
                ends[partition.topic, partition.partition] = end
        return ends

    def _note_lag(self, ends: Mapping[Place, int] | None, stands: Iterable[Stand] = ()) -> None:
        """What is unknown is not shown. `lag` is what this reader has to read of all topics, `model_lag` what each
        model has to fold of its own.
        """
        behind = None if ends is None else self._behind(ends)
        self.lag = None if behind is None else sum(behind.values())
        self.model_lag = {} if ends is None else behind_of(ends, stands, self._settings)
        metrics.show_lag("scoring", NAME, behind, self._topics)
        show(self.model_lag)

    def _behind(self, ends: Mapping[Place, int]) -> dict[str, int]:
        behind = dict.fromkeys(self._topics, 0)
        for partition, position in self._positions.items():
            behind[partition.topic] += max(0, ends.get((partition.topic, partition.partition), 0) - position)
        return behind


def _show_rebuild(row: Any) -> None:
    """How far each model is on its way to the next generation; 1 where none is being made."""
    for model in MODELS:
        done = 1.0
        if row is not None and model in row["models"]:
            done = min(NOT_DONE_YET, row["read"] / max(row["goal"], 1))
        metrics.REBUILD_PROGRESS.labels("scoring", model).set(done)


def _trace(records: Iterable[Any], started: int) -> None:
    """A batch is one transaction, but each of its events belongs to the trace of what caused it."""
    if not tracing.recording():
        return
    for record in records:
        headers = dict(record.headers)
        caused_by = (headers.get("traceparent") or b"").decode("ascii", "replace")
        name = (headers.get("ce_type") or b"record").decode("ascii", "replace")
        tracing.add_span(f"{name} fold", caused_by, started, "consumer")
