"""What a consumer does with the records it was given: one transaction a batch, one by one where that fails."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

import structlog

from shared.eventstore.store import Store
from shared.eventstore.work import Work
from shared.messaging import inbox, parking
from shared.messaging.consumer import Consumer, Handler, Received
from shared.messaging.envelope import Envelope, EnvelopeError, parse
from shared.messaging.handling import handle
from shared.messaging.parking import Failure, RawRecord
from shared.messaging.transient import is_contention, is_exhausted, may_be_away
from shared.observability import metrics

Outcome = Literal["handled", "ignored", "repeated", "parked"]

MOST_ATTEMPTS: Final = 10
SHORTEST_PAUSE: Final = 0.02
LONGEST_RETRY: Final = 0.5
LONGEST_WAIT: Final = 5.0
PING_SECONDS: Final = 2.0

log = structlog.get_logger()


class AbandonedError(Exception):
    """The partitions were taken away while a failure was being waited out; their new owner reads the records again."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A record and what it says, or why it says nothing.

    One whose data can't be read is `unread`: it has not used up its version, so that the real event of it still counts.
    """

    record: RawRecord
    envelope: Envelope | None
    failure: Failure | None = None
    found: tuple[Handler, Received[Any]] | None = None
    unread: bool = False


@dataclass(slots=True)
class Done:
    """What one transaction did, told to the metrics once it has committed."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    gaps: list[inbox.Gap] = field(default_factory=list)


def read(record: RawRecord) -> Reading:
    """The record parsed; an envelope that does not validate is a failure of the record, not of the reader."""
    try:
        return Reading(record, parse(record))
    except EnvelopeError as error:
        return Reading(record, None, Failure.of(error))


class Processing:
    """Applies records to a service's store for one consumer.

    `abandoned` is asked while a failure is waited out: whether the records still are this instance's to process.
    """

    def __init__(self, consumer: Consumer, store: Store, abandoned: Callable[[], bool] = lambda: False) -> None:
        self.consumer = consumer
        self.store = store
        self._abandoned = abandoned

    async def process(self, records: Sequence[RawRecord]) -> None:
        """Returns when every record has had its effect, was seen before, or is parked; raises `AbandonedError`."""
        readings = [read(record) for record in records]
        try:
            await self._apply(readings)
        except Exception as error:  # noqa: BLE001 - one by one tells which record it was and what to do about it
            log.info("batch_taken_apart", consumer=self.consumer.name, records=len(readings), error=repr(error))
            for reading in readings:
                await self._insist(reading)

    async def _insist(self, reading: Reading) -> None:
        attempts, waits = 0, 0
        while True:
            try:
                await self._apply([reading])
            except Exception as error:  # noqa: BLE001 - whatever a handler raises is waited out or parked
                if is_exhausted(error) or (may_be_away(error) and not await self._database_answers()):
                    waits += 1
                    await self._pause(waits, LONGEST_WAIT, error)
                    continue
                attempts += 1
                if attempts >= MOST_ATTEMPTS or not (is_contention(error) or may_be_away(error)):
                    await self._park(reading, error)
                    return
                await self._pause(attempts, LONGEST_RETRY, error)
            else:
                return

    async def _park(self, reading: Reading, error: Exception) -> None:
        failed, waits = Reading(reading.record, reading.envelope, Failure.of(error)), 0
        where = reading.envelope.id if reading.envelope else f"{reading.record.topic}@{reading.record.offset}"
        chain = {"correlation": reading.envelope.correlation} if reading.envelope else {}
        log.error("event_parked", consumer=self.consumer.name, event_id=where, error=repr(error), **chain)
        while True:
            try:
                await self._apply([failed])
            except Exception as refusal:  # noqa: BLE001 - an event is never passed by: parking is tried until it works
                waits += 1
                await self._pause(waits, LONGEST_WAIT, refusal)
            else:
                return

    async def _pause(self, attempt: int, longest: float, error: Exception) -> None:
        seconds = min(longest, SHORTEST_PAUSE * 2 ** min(attempt, 10)) * random.uniform(0.5, 1)  # nosec B311  # noqa: S311 - jitter
        log.warning("consumer_waits", consumer=self.consumer.name, error=repr(error), seconds=round(seconds, 3))
        await asyncio.sleep(seconds)
        if self._abandoned():
            raise AbandonedError

    async def _database_answers(self) -> bool:
        try:
            async with asyncio.timeout(PING_SECONDS):
                return bool(await self.store.database.pool("system").fetchval("SELECT true"))
        except Exception:  # noqa: BLE001 - any failure to answer is the answer
            return False

    async def _apply(self, readings: Sequence[Reading]) -> None:
        done = Done()
        async with self.store.begin(role="system") as work:
            await self._apply_in(work, readings, done)
        if self.consumer.applied is not None:
            self.consumer.applied()
        self._tell(done)

    async def _apply_in(self, work: Work, readings: Sequence[Reading], done: Done) -> None:
        name, conn = self.consumer.name, work.conn
        readings = [self._understood(one) for one in readings]
        counted = [one.envelope for one in readings if one.envelope is not None and not one.unread]
        before = await inbox.advance(conn, name, [(said.stream, said.service, said.version) for said in counted])
        blocked = await parking.blocked_keys(conn, name, {(one.record.topic, one.record.key) for one in readings})
        for reading in readings:
            record, envelope, failure = reading.record, reading.envelope, reading.failure
            if envelope is not None:
                if await self._repeated(conn, reading, envelope, before):
                    done.outcomes["repeated"] += 1
                    continue
                if not reading.unread:
                    done.gaps.extend(await self._missing(conn, record, envelope, before))
                    before[envelope.stream, envelope.service] = envelope.version
            if failure is None and envelope is not None:
                waits = (record.topic, record.key) in blocked and self.consumer.handles(envelope)
                if waits:
                    failure = parking.WAITING
                else:
                    await self._handle(work, envelope, reading, done)
            if failure is not None:
                await self._set_aside(work, record, envelope, failure)
                blocked.add((record.topic, record.key))
                done.outcomes["parked"] += 1
        await inbox.note_gaps(conn, name, done.gaps)

    def _understood(self, reading: Reading) -> Reading:
        if reading.envelope is None or reading.failure is not None:
            return reading
        try:
            return replace(reading, found=self.consumer.handler_of(reading.envelope))
        except Exception as error:  # noqa: BLE001 - data that no model or up-caster takes
            return replace(reading, failure=Failure.of(error), unread=True)

    async def _repeated(
        self, conn: inbox.Connection, reading: Reading, envelope: Envelope, before: dict[tuple[str, str], int]
    ) -> bool:
        name, stream = self.consumer.name, envelope.stream
        seen = before.get((stream, envelope.service))
        if seen is None:
            seen = (await inbox.seen(conn, name, envelope.service, [stream])).get(stream, 0)
        if envelope.version <= seen:
            return True
        return reading.unread and await parking.knows(conn, name, reading.record, stream, envelope.version)

    async def _missing(
        self, conn: inbox.Connection, record: RawRecord, envelope: Envelope, before: dict[tuple[str, str], int]
    ) -> list[inbox.Gap]:
        """What was passed over before the event; what was parked unread is told of as parked."""
        stream, version = envelope.stream, envelope.version
        last, gaps = before[stream, envelope.service], list[inbox.Gap]()
        if version == last + 1:
            return gaps
        parked = await parking.versions_between(conn, self.consumer.name, record.topic, stream, last, version)
        for known in (*parked, version):
            if known > last + 1:
                place = record.topic, record.partition, record.offset
                gaps.append(inbox.Gap(envelope.service, stream, last, known, *place))
            last = known
        return gaps

    async def _set_aside(self, work: Work, record: RawRecord, envelope: Envelope | None, failure: Failure) -> None:
        if envelope is None:
            await parking.park(work.conn, self.consumer.name, record, failure)
            return
        await parking.park(
            work.conn,
            self.consumer.name,
            record,
            failure,
            stream=envelope.stream,
            version=envelope.version,
            event_type=envelope.type,
        )

    async def _handle(self, work: Work, envelope: Envelope, reading: Reading, done: Done) -> None:
        if reading.found is None:
            done.outcomes["ignored"] += 1
            return
        await handle(work, self.store, envelope, *reading.found)
        done.outcomes["handled"] += 1

    def _tell(self, done: Done) -> None:
        service, name = self.store.service, self.consumer.name
        for outcome, count in done.outcomes.items():
            metrics.EVENTS_CONSUMED.labels(service, name, outcome).inc(count)
        for gap in done.gaps:
            metrics.CONSUMER_GAPS.labels(service, name).inc(gap.got - gap.seen - 1)
            log.error("versions_missing", consumer=name, stream=gap.stream, seen=gap.seen, got=gap.got)
