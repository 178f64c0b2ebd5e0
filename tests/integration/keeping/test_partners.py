"""A partner may read what it was given, in groups of its own, over TLS and SCRAM; everything else is refused."""

import asyncio
import json
import uuid

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import GroupAuthorizationFailedError, TopicAuthorizationFailedError
from confluent_kafka import Consumer as ConfluentConsumer
from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AlterConfigOpType, ConfigEntry, ConfigResource, NewTopic

from services.asset.app import SERVICE as ASSET
from services.contract.app import SERVICE as CONTRACT
from services.customer.app import SERVICE as CUSTOMER
from services.notify.app import SERVICE as NOTIFY
from services.portal.app import SERVICE as PORTAL
from services.scoring.app import SERVICE as SCORING
from shared.messaging.administration import administrator, client_options
from shared.messaging.broker import connection_options
from shared.messaging.rights import declared
from shared.messaging.topics import ensure_topics
from shared.settings import PlatformSettings

from .guarded import DECLARED, Guarded, guarded
from .living import pactline, room


@pytest.fixture(scope="module")
def kafka():
    with room() as place, guarded(place) as found:
        asyncio.run(ensure_topics(found.settings("pactline-keeper", partitions=2)))
        yield found


@pytest.fixture(scope="module")
def acme(kafka: Guarded) -> PlatformSettings:
    """Made by the command, known by what it prints."""
    done = keeper(kafka, "partner", "add", "acme", "--topics", "customer,contract", "--json")
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    assert made["topics"] == ["customer.events", "contract.events"]
    assert made["group_prefix"] == "acme."
    return PlatformSettings(**kafka.options(made["user"], made["password"]))


def keeper(kafka: Guarded, *arguments: str):
    named = {"PACTLINE_DATABASE_URL": "postgresql://127.0.0.1:1/postgres", **kafka.variables("pactline-keeper")}
    return pactline(*arguments, **named)


def refused(asking) -> int:
    """The code that Kafka refuses with."""
    with pytest.raises(KafkaException) as caught:
        for future in asking.values():
            future.result(20)
    return caught.value.args[0].code()


async def read(settings: PlatformSettings, topic: str, group: str, count: int) -> list[str]:
    consumer = AIOKafkaConsumer(
        topic, **connection_options(settings), group_id=group, auto_offset_reset="earliest", enable_auto_commit=False
    )
    async with asyncio.timeout(60):
        try:
            await consumer.start()
            found = [await consumer.getone() for _ in range(count)]
            await consumer.commit()
        finally:
            await consumer.stop()
    return [dict(one.headers)["ce_type"].decode() for one in found]


async def test_services_speak_sasl_under_their_declared_rights_and_a_partner_reads_what_they_publish(
    serve, kafka, acme
):
    shared = {"topic_prefix": "", "partitions": 2}
    served = {
        one.name: await serve(one, **{**kafka.options(f"pactline-{one.name}"), **shared})
        for one in (PORTAL, CUSTOMER, CONTRACT, ASSET, SCORING, NOTIFY)
    }
    for one in served.values():
        await one.ready(60)
    customer = served["customer"]
    await customer.unit("headquarters", kind="headquarters")
    seller = await customer.caller("seller", ["customer.*"], "headquarters")
    body = {"kind": "organisation", "name": "苏州恒力材料有限公司", "roles": ["customer"]}
    answer = await seller.post("/v1/customers", json=body)
    assert answer.status_code == 201, answer.text
    assert await read(acme, "customer.events", "acme.tests", 1) == ["customer.registered.v1"]


async def test_a_partner_may_not_produce_to_our_topics(acme):
    producer = AIOKafkaProducer(**connection_options(acme), request_timeout_ms=5000)
    await producer.start()
    try:
        with pytest.raises(TopicAuthorizationFailedError):
            await producer.send_and_wait("contract.events", b"{}", key=b"contract-1")
    finally:
        await producer.stop()


@pytest.mark.parametrize("topic", ["asset.events", "portal.events"])
async def test_a_partner_may_not_read_a_topic_that_it_was_not_given(acme, topic):
    known_soon = {"topic.metadata.propagation.max.ms": 100}
    reader = ConfluentConsumer({**client_options(acme), **known_soon, "group.id": "acme.x"})
    try:
        reader.subscribe([topic])
        until = asyncio.get_running_loop().time() + 30
        while (found := await asyncio.to_thread(reader.poll, 1.0)) is None:
            assert asyncio.get_running_loop().time() < until
        assert found.error().code() == KafkaError.TOPIC_AUTHORIZATION_FAILED
    finally:
        reader.close()


@pytest.mark.parametrize("group", ["pactline.customer.access", "globex.copy"])
async def test_a_partner_may_not_join_nor_look_into_another_ones_group(acme, group):
    with pytest.raises(GroupAuthorizationFailedError):
        await read(acme, "customer.events", group, 1)


def test_a_partner_may_not_see_or_change_settings_nor_make_or_delete_topics(acme):
    admin = administrator(acme)
    of_topic = ConfigResource(ConfigResource.Type.TOPIC, "customer.events")
    assert refused(admin.describe_configs([of_topic])) == KafkaError.TOPIC_AUTHORIZATION_FAILED
    entry = ConfigEntry("retention.ms", "1000", incremental_operation=AlterConfigOpType.SET)
    changed = ConfigResource(ConfigResource.Type.TOPIC, "customer.events", incremental_configs=[entry])
    assert refused(admin.incremental_alter_configs([changed])) == KafkaError.TOPIC_AUTHORIZATION_FAILED
    name = f"mine-{uuid.uuid4().hex[:6]}"
    assert refused(admin.create_topics([NewTopic(name, 1, 1)])) == KafkaError.TOPIC_AUTHORIZATION_FAILED
    assert refused(admin.delete_topics(["customer.events"])) == KafkaError.TOPIC_AUTHORIZATION_FAILED


def test_a_partner_may_not_make_users_or_rights(acme):
    from shared.messaging import partners

    with pytest.raises(partners.PartnerError, match="refused"):
        partners.add(administrator(acme), partners.wanted(acme, "friend", ["contract"], ""))


async def test_a_wrong_password_and_no_name_at_all_get_nowhere(kafka, acme):
    for options in (kafka.options("partner-acme", "wrong"), {"kafka": kafka.bootstrap}):
        with pytest.raises(Exception, match=r"(?i)bootstrap|connection|fail"):
            await asyncio.wait_for(read(PlatformSettings(**options), "customer.events", "acme.y", 1), 20)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", "acme"), "already"),
        (("add", "globex", "--group-prefix", "acme.eu."), "could be those of acme"),
        (("add", "globex", "--group-prefix", "pact"), "our own"),
        (("add", "globex", "--topics", "orders"), "no topic of ours"),
        (("add", "Globex!"), "no name of a partner"),
        (("remove", "nobody"), "no partner nobody"),
    ],
)
def test_what_can_not_be_a_partner_is_refused_in_a_sentence(kafka, acme, arguments, words):
    done = keeper(kafka, "partner", *arguments)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_the_rights_that_are_laid_down_are_told_to_programs(kafka):
    done = keeper(kafka, "rights", "apply", DECLARED / "acls.yml", "--keep-passwords", "--json")
    assert done.returncode == 0, done.stderr
    users = sorted(declared((DECLARED / "acls.yml").read_text(encoding="utf-8")))
    assert json.loads(done.stdout) == {"users": users, "passwords": []}


async def test_a_removed_partner_may_do_nothing_any_more(kafka):
    made = json.loads(keeper(kafka, "partner", "add", "initech", "--json").stdout)
    listed = json.loads(keeper(kafka, "partner", "list", "--json").stdout)
    assert {one["name"] for one in listed} >= {"initech"}
    removed = keeper(kafka, "partner", "remove", "initech", "--json")
    assert (removed.returncode, json.loads(removed.stdout)) == (0, {"removed": "initech"})
    gone = PlatformSettings(**kafka.options(made["user"], made["password"]))
    with pytest.raises(Exception, match=r"(?i)bootstrap|connection|fail"):
        await asyncio.wait_for(read(gone, "contract.events", "initech.x", 1), 20)


def test_a_kafka_without_an_authorizer_has_no_partners(kafka_bootstrap):
    named = {"PACTLINE_DATABASE_URL": "postgresql://127.0.0.1:1/postgres", "PACTLINE_KAFKA": kafka_bootstrap}
    done = pactline("partner", "add", "acme", **named)
    assert done.returncode == 1
    assert "no authorizer" in done.stderr
