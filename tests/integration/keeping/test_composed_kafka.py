"""The Kafka of docker-compose, with the properties that it is told there: services may do what is declared, no more."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import GroupAuthorizationFailedError, KafkaError, TopicAuthorizationFailedError

from shared.messaging.administration import administrator
from shared.messaging.broker import connection_options
from shared.messaging.rights import declared
from shared.messaging.topics import ensure_topics
from shared.runtime.kafka import Kafka
from shared.runtime.kafka_access import Access
from shared.runtime.ports import any_free, on_a_port
from shared.settings import PlatformSettings

from .living import pactline, room

ROOT = Path(__file__).resolve().parents[3]
TOLD: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]["kafka"]
RIGHTS = ROOT / "deploy" / "kafka" / "acls.yml"
SECRET = "a secret of tests that is long enough for production"


def name_of(variable: str) -> str:
    """The property that Apache's image makes of a variable."""
    return variable.removeprefix("KAFKA_").lower().replace("_", ".").replace("...", "-").replace("..", "_")


@dataclass(frozen=True, slots=True)
class Composed(Access):
    """As composed, with ports of this machine for those of the containers."""

    ports: Mapping[str, int] = field(default_factory=dict)

    def properties(self) -> dict[str, str]:
        told = {name_of(key): str(value) for key, value in TOLD["environment"].items() if not key.endswith("LOG_DIRS")}
        for name in ("listeners", "advertised.listeners", "controller.quorum.voters"):
            value = told[name].replace("://:", "://127.0.0.1:").replace("kafka:", "127.0.0.1:")
            for inside, here in self.ports.items():
                value = value.replace(f":{inside}", f":{here}")
            told[name] = value
        return told

    def formatting(self) -> list[str]:
        return []

    def client_options(self) -> dict[str, Any]:
        return {}


@pytest.fixture(scope="module")
def clients() -> Iterator[str]:
    """Where services reach it, once their rights are laid down."""
    with room() as place:
        started: list[Kafka] = []
        outside = any_free()

        def start(port: int) -> str:
            access = Composed("", "", ports={"9092": outside, "9093": any_free(), "9094": port})
            server = Kafka(place / "kafka", place / "kafka.log", port=port, access=access)
            address = server.start()
            started.append(server)
            return address

        inside = on_a_port(start, any_free())
        try:
            named = {"PACTLINE_KAFKA": inside, "PACTLINE_SECRET": SECRET, "PACTLINE_DATABASE_URL": "postgresql://x/x"}
            for _ in range(2):
                done = pactline("rights", "apply", RIGHTS, **named)
                assert done.returncode == 0, done.stderr
            address = f"127.0.0.1:{outside}"
            asyncio.run(ensure_topics(settings(address, "pactline-keeper", partitions=1)))
            yield address
        finally:
            started[0].stop(within=5)


def settings(address: str, user: str, **changes: Any) -> PlatformSettings:
    signed = {"kafka_security_protocol": "SASL_PLAINTEXT", "kafka_username": user, "secret": SECRET}
    return PlatformSettings(kafka=address, **{**signed, **changes})


async def sent(told: PlatformSettings, topic: str) -> None:
    producer = AIOKafkaProducer(**connection_options(told), request_timeout_ms=5000)
    try:
        await producer.start()
        await producer.send_and_wait(topic, b"{}", key=b"k")
    finally:
        await producer.stop()


async def joined(told: PlatformSettings, topic: str, group: str) -> None:
    consumer = AIOKafkaConsumer(topic, **connection_options(told), group_id=group, auto_offset_reset="earliest")
    try:
        await consumer.start()
        await consumer.getone()
    finally:
        await consumer.stop()


async def test_each_service_does_what_is_declared_for_it_and_nothing_else(clients: str):
    for user, rights in declared(RIGHTS.read_text(encoding="utf-8")).items():
        known = await asyncio.to_thread(administrator(settings(clients, user)).list_topics, timeout=20)
        named = {right.name for right in rights if right.resource == "topic"}
        ours = {topic for topic in known.topics if not topic.startswith("__")}
        assert ours == named or (named == {"*"} and len(ours) == 6), user
    contract = settings(clients, "pactline-contract")
    async with asyncio.timeout(60):
        await sent(contract, "contract.events")
        await joined(contract, "contract.events", "pactline.contract.tests")
        for topic in ("customer.events", "asset.events"):
            with pytest.raises(TopicAuthorizationFailedError):
                await sent(contract, topic)
        with pytest.raises(GroupAuthorizationFailedError):
            await joined(contract, "contract.events", "pactline.customer.tests")


async def test_without_a_name_or_with_another_secret_nobody_gets_in(clients: str):
    other = settings(clients, "pactline-contract", secret="another secret, of another installation")
    for told in (other, PlatformSettings(kafka=clients)):
        with pytest.raises(KafkaError):
            await asyncio.wait_for(sent(told, "contract.events"), 30)
