"""The administrator's connection to Kafka for what aiokafka can't ask: groups, SCRAM users, access rights."""

import logging
import time
from collections.abc import Sequence
from typing import Any, Final

from shared.settings import PlatformSettings
from shared.values.errors import StartError

SECONDS: Final = 20.0

log = logging.getLogger(__name__)
log.addHandler(logging.NullHandler())  # librdkafka tells of every lost connection; what matters is raised
log.propagate = False


def administrator(settings: PlatformSettings, client_id: str = "pactline-administration") -> Any:
    """A `confluent_kafka.admin.AdminClient` over the same address, TLS and SASL as every client of ours. It blocks."""
    from confluent_kafka.admin import AdminClient

    return AdminClient({**client_options(settings), "client.id": client_id}, logger=log)


def client_options(settings: PlatformSettings) -> dict[str, Any]:
    """Address, TLS and SASL/SCRAM in the words of librdkafka, as `kcat` has them too."""
    options: dict[str, Any] = {
        "bootstrap.servers": settings.kafka,
        "security.protocol": settings.kafka_security_protocol,
        "socket.timeout.ms": int(SECONDS * 1000),
    }
    if settings.kafka_ca_file is not None:
        options["ssl.ca.location"] = str(settings.kafka_ca_file)
    if login := settings.kafka_login:
        user, password = login
        options |= {"sasl.mechanism": "SCRAM-SHA-512", "sasl.username": user, "sasl.password": password}
    return options


def members_of_groups(admin: Any, prefix: str) -> dict[str, int]:
    """The groups that begin with `prefix` and have members now, with how many."""
    found = admin.list_consumer_groups(request_timeout=SECONDS).result(SECONDS)
    names = [one.group_id for one in found.valid if one.group_id.startswith(prefix)]
    if not names:
        return {}
    described = admin.describe_consumer_groups(names, request_timeout=SECONDS)
    counts = {name: len(future.result(SECONDS).members) for name, future in described.items()}
    return {name: count for name, count in counts.items() if count}


def every_right(admin: Any, refusal: type[StartError]) -> list[Any]:
    """The rights of everybody; what Kafka refuses is raised as `refusal`."""
    found: list[Any] = _answer(admin.describe_acls(all_rights(), request_timeout=SECONDS), refusal)
    return found


def settled(futures: Any, refusal: type[StartError]) -> None:
    """Returns once all of it is done; what Kafka refuses is raised as `refusal`."""
    for future in futures.values():
        _answer(future, refusal)


def all_rights(principal: str | None = None) -> Any:
    """The filter that every right of a principal passes; of anybody without one."""
    from confluent_kafka.admin import (
        AclBindingFilter,
        AclOperation,
        AclPermissionType,
        ResourcePatternType,
        ResourceType,
    )

    anything: Any = None
    return AclBindingFilter(
        ResourceType.ANY,
        anything,
        ResourcePatternType.ANY,
        principal or anything,
        anything,
        AclOperation.ANY,
        AclPermissionType.ANY,
    )


def _answer(future: Any, refusal: type[StartError]) -> Any:
    from confluent_kafka import KafkaError, KafkaException

    try:
        return future.result(SECONDS)
    except KafkaException as error:
        if error.args[0].code() == KafkaError.SECURITY_DISABLED:
            raise refusal(
                "This Kafka gives everybody every right: it has no authorizer, so that nobody can be told apart.",
                "Configure SASL/SCRAM and StandardAuthorizer as docs/partners.md shows.",
            ) from None
        raise refusal(
            f"Kafka refused: {error.args[0].str()}.", "Use a Kafka user that may alter users and rights."
        ) from None
    except TimeoutError:
        raise refusal("Kafka did not answer.", "See that it runs and that PACTLINE_KAFKA is right.") from None


def delete_topics(admin: Any, topics: Sequence[str]) -> None:
    """Deletes those that exist, with what groups have committed for them; returns when they are gone."""
    existing = admin.list_topics(timeout=SECONDS).topics
    wanted = [topic for topic in topics if topic in existing]
    if not wanted:
        return
    for future in admin.delete_topics(wanted, operation_timeout=SECONDS).values():
        future.result(SECONDS)
    until = time.monotonic() + SECONDS
    while admin.list_topics(timeout=SECONDS).topics.keys() & set(wanted) and time.monotonic() < until:
        time.sleep(0.1)
