"""Each service may read on Kafka what its consumers read, and nothing else, and write its own topic."""

import importlib
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.scoring.generation.audited import STREAMS
from shared.messaging.rights import RightsError, declared
from shared.runtime.kafka_access import Access
from shared.settings import PORTS, PlatformSettings, derived_password
from shared.web.service import Service

ACLS = yaml.safe_load(Path("deploy/kafka/acls.yml").read_text(encoding="utf-8"))["users"]
COMPOSED = yaml.safe_load(Path("docker-compose.yml").read_text(encoding="utf-8"))["services"]
FOLDED = {"scoring": set(STREAMS.values())}
"""What is read besides by consumers: what scoring folds."""


def topics(name: str, operation: str) -> set[str]:
    rights: list[dict[str, Any]] = ACLS[f"pactline-{name}"]
    return {one["name"] for one in rights if one["resource"] == "topic" and operation in one["operations"]}


@pytest.mark.parametrize("name", PORTS)
def test_a_service_may_read_what_its_consumers_read(name: str):
    service: Service = importlib.import_module(f"services.{name}.app").SERVICE
    heard = (
        {source for consumer in service.consumers for source in consumer.services}
        | {"portal"}
        | FOLDED.get(name, set())
    )
    assert topics(name, "Read") == {f"{source}.events" for source in heard | {name}}
    assert topics(name, "Write") == {f"{name}.events"}


def test_the_file_is_read_whole():
    read = declared(Path("deploy/kafka/acls.yml").read_text(encoding="utf-8"))
    assert {user: [one.model_dump() for one in rights] for user, rights in read.items()} == ACLS


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "valid dictionary"),
        ("users:\n", "users .*valid dictionary"),
        ("users: {}\n", "users .*at least 1"),
        ("users: [\n", "line 2"),
        ("users:\n    - {resource: topic, name: x, operations: [Read]}\n", "users .*valid dictionary"),
        ("users:\n  a:\n    - {resource: dream, name: x, operations: [Read]}\n", "users a 0 resource"),
        ("users:\n  a:\n    - {resource: topic, name: x, operations: []}\n", "users a 0 operations"),
        ("users:\n  a:\n    - {resource: topic, name: x y, operations: [Read]}\n", "users a 0 name"),
        ("users:\n  a:\n    - resource: topic\n", "users a 0 name"),
        ("users:\n  a: !!python/object/apply:os.getcwd []\n", "constructor"),
    ],
)
def test_rights_that_are_not_declared_in_this_form_are_refused_with_their_place(text: str, words: str):
    with pytest.raises(RightsError, match=words):
        declared(text)


def test_the_composed_kafka_lets_in_who_has_a_name_and_allows_what_is_declared():
    told = COMPOSED["kafka"]["environment"]
    guarded = Access("root", "x").properties()
    for name in ("authorizer.class.name", "allow.everyone.if.no.acl.found", "sasl.enabled.mechanisms"):
        assert told["KAFKA_" + name.upper().replace(".", "_")] == guarded[name]
    protocols = dict(one.split(":") for one in told["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"].split(","))
    open_to = {one.split("://")[0]: one.split("://")[1] for one in told["KAFKA_LISTENERS"].split(",")}
    reached = {name for name, address in open_to.items() if not address.startswith("127.0.0.1:")}
    assert {protocols[name] for name in reached} == {"SASL_PLAINTEXT"}
    assert COMPOSED["rights"]["network_mode"] == "service:kafka"
    assert COMPOSED["rights"]["environment"]["PACTLINE_KAFKA"] == open_to["INTERNAL"]


@pytest.mark.parametrize(("name", "user"), [("migrate", "keeper"), *((name, name) for name in PORTS)])
def test_a_container_signs_in_as_a_user_that_is_declared(name: str, user: str):
    environment = COMPOSED[name]["environment"]
    assert environment["PACTLINE_KAFKA_USERNAME"] == f"pactline-{user}"
    assert environment["PACTLINE_KAFKA_USERNAME"] in ACLS
    assert environment["PACTLINE_KAFKA_SECURITY_PROTOCOL"] == "SASL_PLAINTEXT"


def test_a_user_without_a_password_has_the_one_that_its_secret_gives():
    signed = {"kafka_security_protocol": "SASL_SSL", "kafka_username": "pactline-asset", "secret": "s" * 40}
    assert PlatformSettings(**signed).kafka_login == ("pactline-asset", derived_password("s" * 40, "pactline-asset"))
    assert PlatformSettings(**signed, kafka_password="own").kafka_login == ("pactline-asset", "own")
    assert PlatformSettings(**{**signed, "kafka_security_protocol": "SSL"}).kafka_login is None
    assert derived_password("t" * 40, "pactline-asset") != derived_password("s" * 40, "pactline-asset")
