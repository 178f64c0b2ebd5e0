"""Runs a service's consumers: joins their groups, goes on after any failure, tells how far behind they are."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

import structlog

from shared.eventstore.store import Store
from shared.messaging.closing import is_cancelled
from shared.messaging.consumer import Consumer
from shared.messaging.inbox import subscribe
from shared.messaging.parking import RawRecord, count_parked
from shared.messaging.processing import AbandonedError, Processing
from shared.messaging.subscription import Subscription
from shared.messaging.topics import Topics, topic_of
from shared.observability import metrics
from shared.settings import PlatformSettings

SHORTEST_PAUSE: Final = 0.2
LONGEST_PAUSE: Final = 5.0
OBSERVED_EVERY: Final = 2.0
WANTED_EVERY: Final = 1.0

Answers = Callable[[], bool]
"""Whether the broker is known to answer: a lag is not known while it does not."""

log = structlog.get_logger()


def always() -> bool:
    """Where nobody watches the broker."""
    return True


class ConsumerLoop:
    """One consumer of one service, run until stopped."""

    def __init__(
        self,
        service: str,
        consumer: Consumer,
        store: Store,
        settings: PlatformSettings,
        topics: Topics,
        *,
        session_ms: int | None = None,
        broker_answers: Answers = always,
    ) -> None:
        self.consumer = consumer
        self._broker_answers = broker_answers
        self._lag: dict[str, int] | None = None
        self._service = service
        self._store = store
        self._topics = topics
        self._generation = 0
        self._observed_at = 0.0
        self.stopping = asyncio.Event()
        self.idle = consumer.wanted is not None
        names = [topic_of(source, settings) for source in consumer.services]
        group = f"{settings.topic_prefix}{consumer.group(service)}"
        self.subscription = Subscription(settings, names, group, self._process, session_ms=session_ms)
        self._processing = Processing(consumer, store, self._abandoned)
        # Told as none from the start: the first gap of all is a rise then, which the alert goes by.
        metrics.CONSUMER_GAPS.labels(service, consumer.name)

    @property
    def ready(self) -> bool:
        return self.idle or self.subscription.joined

    @property
    def lag(self) -> int | None:
        """Records still to be read, as of the last two seconds; None until it has joined and knows, and while the
        broker does not answer.
        """
        behind = self._lag if self.subscription.joined and self._broker_answers() else None
        return None if behind is None else sum(behind.values())

    async def run(self) -> None:
        """Reads until `stopping` is set; failures of broker or database are waited out, then it reads on."""
        await self._until_wanted()
        pause, anew = SHORTEST_PAUSE, False
        while not self.stopping.is_set():
            try:
                await self._topics.ensure(self.consumer.services, anew=anew)
                async with self._store.database.pool("system").acquire() as conn:
                    await subscribe(conn, self.consumer.name, self.consumer.services)  # type: ignore[arg-type] # a pool's proxy is a connection
                async with self.subscription.connected():
                    pause = SHORTEST_PAUSE
                    while not self.stopping.is_set():
                        with suppress(AbandonedError):
                            await self.subscription.turn()
                        await self._observe()
            except (Exception, asyncio.CancelledError) as error:
                if is_cancelled():
                    raise
                # A consumer never ends by itself; it says so and begins again.
                self._note_lag(None)
                log.warning("consumer_restarts", consumer=self.consumer.name, error=repr(error), seconds=pause)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.stopping.wait(), pause)
                pause, anew = min(pause * 2, LONGEST_PAUSE), True

    async def _until_wanted(self) -> None:
        """Looks now and then whether there is anything to read for; a look that fails is made again."""
        while self.idle and not self.stopping.is_set():
            try:
                self.idle = self.consumer.wanted is not None and not await self.consumer.wanted(self._store)
            except Exception as error:  # noqa: BLE001 - the database may be away
                log.warning("consumer_not_begun", consumer=self.consumer.name, error=repr(error))
            if self.idle:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.stopping.wait(), WANTED_EVERY)

    async def _process(self, records: list[RawRecord]) -> None:
        self._generation = self.subscription.generation
        await self._processing.process(records)

    def _abandoned(self) -> bool:
        return self.stopping.is_set() or self._generation != self.subscription.generation

    async def _observe(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._observed_at < OBSERVED_EVERY:
            return
        self._observed_at = now
        self._note_lag(await self.subscription.lag() if self._broker_answers() else None)
        async with self._store.database.pool("system").acquire() as conn:
            parked = await count_parked(conn, self.consumer.name)  # type: ignore[arg-type] # a pool's proxy is a connection
        metrics.PARKED.labels(self._service, self.consumer.name).set(parked)

    def _note_lag(self, behind: dict[str, int] | None) -> None:
        self._lag = behind
        metrics.show_lag(self._service, self.consumer.name, behind, self.subscription.topics)


class ConsumerRunner:
    """All consumers of a service in this process. Several processes of a service share the partitions."""

    def __init__(
        self,
        service_name: str,
        consumers: Sequence[Consumer],
        store: Store,
        settings: PlatformSettings,
        *,
        session_ms: int | None = None,
        broker_answers: Answers = always,
    ) -> None:
        names = [one.name for one in consumers]
        if len(set(names)) != len(names):
            raise ValueError(f"two consumers of {service_name} have one name: {sorted(names)}")
        reading = [one for one in consumers if one.services]
        self.topics = Topics(settings, [service_name, *(source for one in reading for source in one.services)])
        self._loops = [
            ConsumerLoop(
                service_name,
                one,
                store,
                settings,
                self.topics,
                session_ms=session_ms,
                broker_answers=broker_answers,
            )
            for one in reading
        ]
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begins to read in the background; returns at once, `ready` tells when every group has been joined."""
        self._tasks = [asyncio.create_task(loop.run(), name=f"consumer-{loop.consumer.name}") for loop in self._loops]

    async def stop(self, seconds: float = 20) -> None:
        """Ends after the batch in hand, commits and leaves the groups; what is not over within the bound is cut."""
        for loop in self._loops:
            loop.stopping.set()
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=5)
        self._tasks = []

    @property
    def ready(self) -> bool:
        """Whether every consumer has joined its group."""
        return all(loop.ready for loop in self._loops)

    @property
    def alive(self) -> bool:
        """Whether no consumer's task has ended by itself, which none should."""
        return not any(task.done() for task in self._tasks)

    def partitions(self) -> dict[str, int]:
        """How many partitions each consumer reads here, of those that are wanted."""
        return {loop.consumer.name: loop.subscription.partitions for loop in self._loops if not loop.idle}

    def lag(self) -> dict[str, int | None]:
        """Records each consumer has still to read, as of the last two seconds; None where that isn't known."""
        return {loop.consumer.name: loop.lag for loop in self._loops if not loop.idle}
