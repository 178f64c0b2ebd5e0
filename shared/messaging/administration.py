"""The administrator's connection to Kafka for what aiokafka can't ask: groups, SCRAM users, access rights."""

import logging
import time
from collections.abc import Sequence
from typing import Any, Final

from shared.settings import PlatformSettings

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
    if settings.kafka_security_protocol.startswith("SASL") and settings.kafka_password is not None:
        options |= {
            "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.username": settings.kafka_username or "",
            "sasl.password": settings.kafka_password.get_secret_value(),
        }
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
