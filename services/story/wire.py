"""What goes over Kafka while the story is told: read like any partner would read it."""

import asyncio
import contextlib
import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from aiokafka import AIOKafkaConsumer

from services.story.errors import StoryBrokenError
from shared.messaging.topics import SERVICES, topic_of
from shared.settings import PlatformSettings

LONGEST_WAIT: Final = 45.0
LOOK_SECONDS: Final = 0.02


@dataclass(frozen=True, slots=True)
class Seen:
    """One record: its type and stream from the headers, its data as JSON text."""

    service: str
    type: str
    stream: str
    version: int
    value: bytes

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.value)
        return found


@dataclass
class Wire:
    """Every record of every topic since the beginning, as they come."""

    settings: PlatformSettings
    seen: list[Seen] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_type: dict[str, list[Seen]] = field(default_factory=dict)
    _reader: asyncio.Task[None] | None = field(default=None, init=False)

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator["Wire"]:
        """Reads in the background while the block runs."""
        consumer = AIOKafkaConsumer(
            *(topic_of(service, self.settings) for service in SERVICES),
            bootstrap_servers=self.settings.kafka,
            group_id=None,
            auto_offset_reset="earliest",
        )
        await consumer.start()
        self._reader = asyncio.create_task(self._read(consumer))
        try:
            yield self
        finally:
            self._reader.cancel()
            await asyncio.wait([self._reader], timeout=2)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(consumer.stop(), 5)

    async def _read(self, consumer: AIOKafkaConsumer) -> None:
        while True:
            batch = await consumer.getmany(timeout_ms=100, max_records=5000)
            for records in batch.values():
                for record in records:
                    self._take(record)

    def _take(self, record: Any) -> None:
        headers = {name: value.decode() for name, value in record.headers}
        service = headers["ce_source"].rpartition("/")[2]
        one = Seen(service, headers["ce_type"], headers["ce_subject"], int(headers["ce_sequence"]), record.value)
        self.seen.append(one)
        self.counts[service, one.type] += 1
        self.by_type.setdefault(one.type, []).append(one)

    async def grown(self, before: Mapping[tuple[str, str], int], wanted: Mapping[str, int]) -> None:
        """Returns once as many events of each type came since `before`; breaks the story off when they don't."""
        until = asyncio.get_running_loop().time() + LONGEST_WAIT
        while missing := [name for name, count in wanted.items() if self._count(name, before) < count]:
            if asyncio.get_running_loop().time() > until:
                came = {name: self._count(name, before) for name in missing}
                raise StoryBrokenError(f"Kafka should have brought {dict(wanted)}, but of these came only {came}.")
            await self._look_again()

    async def _look_again(self) -> None:
        if self._reader is not None and self._reader.done():
            raise StoryBrokenError(f"Kafka can't be read any more: {self._reader.exception()!r}.")
        await asyncio.sleep(LOOK_SECONDS)

    def _count(self, name: str, before: Mapping[tuple[str, str], int]) -> int:
        return sum(count - before.get(key, 0) for key, count in self.counts.items() if key[1] == name)

    async def event(self, name: str, seconds: float = LONGEST_WAIT, **fields: Any) -> dict[str, Any]:
        """The data of the newest event of this type whose fields have these values; waits for it."""
        until = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() <= until:
            for one in reversed(self.by_type.get(name, [])):
                data = one.data
                if all(data.get(key) == value for key, value in fields.items()):
                    return data
            await self._look_again()
        raise StoryBrokenError(f"No {name} with {fields} came over Kafka within {seconds:.0f} seconds.")

    def of_service(self, service: str) -> int:
        """How many events a service has published so far."""
        return sum(count for (name, _), count in self.counts.items() if name == service)

    def since(self, before: Mapping[tuple[str, str], int]) -> dict[str, int]:
        """How many events of each type came since then."""
        grown = {key: count - before.get(key, 0) for key, count in self.counts.items()}
        return {name: count for (_, name), count in sorted(grown.items()) if count}
