"""Brings generations level: one reads on until it stands where another does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Self

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition

from services.scoring.generation.landing import Place, positions_of
from services.scoring.generation.live import Target, fold_into
from shared.messaging.broker import connection_options
from shared.messaging.subscription import STOP_SECONDS, close_consumer
from shared.messaging.topics import SERVICES, topic_of
from shared.settings import PlatformSettings

PAGE: Final = 5_000


class Topics:
    """Looks into the topics without a group: where they end, and any span of records."""

    def __init__(self, settings: PlatformSettings) -> None:
        self._settings = settings
        self._kafka: Any = None

    async def __aenter__(self) -> Self:
        self._kafka = AIOKafkaConsumer(
            **connection_options(self._settings), enable_auto_commit=False, auto_offset_reset="earliest"
        )
        try:
            await self._kafka.start()
        except BaseException:
            await close_consumer(self._kafka, STOP_SECONDS)
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await close_consumer(self._kafka, STOP_SECONDS)

    async def ends(self) -> dict[Place, int]:
        """The end of every partition of every service's topic."""
        partitions = []
        for service in SERVICES:
            topic = topic_of(service, self._settings)
            found = self._kafka.partitions_for_topic(topic)
            if found is None:
                await self._kafka._client.add_topic(topic)  # noqa: SLF001 - asks for a topic's partitions without a group
                found = self._kafka.partitions_for_topic(topic)
            partitions += [TopicPartition(topic, partition) for partition in sorted(found or ())]
        ends = await self._kafka.end_offsets(partitions)
        return {(partition.topic, partition.partition): end for partition, end in ends.items()}

    async def page(self, spans: Mapping[Place, tuple[int, int]]) -> dict[Place, list[Any]]:
        """Some records of each span from its start, none beyond its end; empty when all spans are."""
        wanted = {TopicPartition(*place): span for place, span in spans.items() if span[0] < span[1]}
        if not wanted:
            return {}
        self._kafka.assign(list(wanted))
        for partition, (start, _) in wanted.items():
            self._kafka.seek(partition, start)
        while True:
            read = await self._kafka.getmany(timeout_ms=2_000, max_records=PAGE)
            page = {
                (partition.topic, partition.partition): [one for one in found if one.offset < wanted[partition][1]]
                for partition, found in read.items()
            }
            kept = {place: found for place, found in page.items() if found}
            if kept or read:
                return kept


async def bring_level(conn: Any, topics: Topics, target: Target, to: Mapping[Place, int]) -> int:
    """Fold one generation, indexed already, up to these positions; the number of records. Commits page by page unless
    the caller holds a transaction.
    """
    count = 0
    while True:
        stands = await positions_of(conn, target.generation)
        spans = {place: (stands.get(place, 0), end) for place, end in to.items()}
        page = await topics.page(spans)
        if not page:
            return count
        count += sum(map(len, page.values()))
        for one_by_one in (False, True):
            try:
                async with conn.transaction():
                    level = Target(target.generation, target.tables, {place: span[0] for place, span in spans.items()})
                    await fold_into(conn, level, page, one_by_one=one_by_one)
            except asyncpg.DataError:
                continue
            break


def behind(positions: Mapping[Place, int], to: Mapping[Place, int]) -> int:
    """Records between two sets of positions, as far as the first is behind."""
    return sum(max(0, end - positions.get(place, 0)) for place, end in to.items())
