"""The topics: one per service, created by code with their settings, never by the broker with its defaults."""

import asyncio
from collections.abc import Iterable
from typing import Final

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import for_code

from shared.messaging.broker import connection_options
from shared.settings import PlatformSettings

SERVICES: Final = ("customer", "contract", "asset", "scoring", "notify", "portal")

LARGEST_RECORD: Final = 1_048_576
"""Bytes of a record with key and headers; the store refuses data above 900,000 so that nothing gets stuck here."""

_CREATED, _EXISTS, _MAY_NOT = 0, 36, 29


class TopicsError(Exception):
    """The broker refused to make a topic as we need it."""


def topic_of(service: str, settings: PlatformSettings) -> str:
    """`contract.events`, behind the installation's prefix if it has one."""
    return f"{settings.topic_prefix}{service}.events"


def topic_settings(settings: PlatformSettings) -> dict[str, str]:
    """Kept without end, the producer's compression, and acknowledged by all replicas but one."""
    return {
        "retention.ms": "-1",
        "retention.bytes": "-1",
        "cleanup.policy": "delete",
        "compression.type": "producer",
        "max.message.bytes": str(LARGEST_RECORD + 12_288),
        "min.insync.replicas": str(max(1, settings.replication - 1)),
    }


async def ensure_topics(settings: PlatformSettings, services: Iterable[str] = SERVICES) -> None:
    """Creates the topics that are missing and sets those right whose settings differ.

    The number of partitions of an existing topic is left alone: raising it moves keys, which is a documented operation.
    Raises `TopicsError` when the broker refuses.
    """
    names = [topic_of(service, settings) for service in services]
    admin = AIOKafkaAdminClient(**connection_options(settings), request_timeout_ms=10_000)
    try:
        await admin.start()
        wanted = topic_settings(settings)
        fresh = [NewTopic(name, settings.partitions, settings.replication, topic_configs=wanted) for name in names]
        answer = await admin.create_topics(fresh)
        existing, made_by_others = [], []
        for name, code, *rest in answer.topic_errors:
            if code == _EXISTS:
                existing.append(name)
            elif code == _MAY_NOT:
                made_by_others.append(name)
            elif code != _CREATED:
                raise TopicsError(f"{name}: {for_code(code).__name__} {rest}")
        await _set_right(admin, existing, wanted)
        await _require(admin, made_by_others)
    finally:
        await admin.close()


class Topics:
    """The topics that the parts of one process work with: those that begin at the same time have them made once."""

    def __init__(self, settings: PlatformSettings, services: Iterable[str]) -> None:
        self._settings = settings
        self._services = sorted(set(services))
        self._made = False
        self._making = asyncio.Lock()

    async def ensure(self, services: Iterable[str], *, anew: bool) -> None:
        """`ensure_topics`, for a part that begins or, `anew`, begins again after it has failed."""
        async with self._making:
            if anew:
                await ensure_topics(self._settings, services)
            elif not self._made:
                await ensure_topics(self._settings, self._services)
                self._made = True


async def _require(admin: AIOKafkaAdminClient, names: list[str]) -> None:
    """Where services may not make topics, whoever migrates does; they must be there then."""
    for described in await admin.describe_topics(names) if names else []:
        if described["error_code"]:
            raise TopicsError(f"{described['topic']} is not there, and this user may not make it")


async def _set_right(admin: AIOKafkaAdminClient, names: list[str], wanted: dict[str, str]) -> None:
    if not names:
        return
    asked = [ConfigResource(ConfigResourceType.TOPIC, name, configs=dict.fromkeys(wanted)) for name in names]
    wrong = []
    for answer in await admin.describe_configs(asked):
        for _, _, _, name, entries in answer.resources:
            now = {entry[0]: entry[1] for entry in entries}
            if any(now.get(key) != value for key, value in wanted.items()):
                wrong.append(ConfigResource(ConfigResourceType.TOPIC, name, configs=wanted))
    if wrong:
        for answer in await admin.alter_configs(wrong):
            for code, message, _, name in answer.resources:
                if code:
                    raise TopicsError(f"{name}: {for_code(code).__name__} {message}")
