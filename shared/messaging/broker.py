"""How every client of ours reaches Kafka."""

import ssl
from typing import Any

from shared.settings import PlatformSettings


def connection_options(settings: PlatformSettings) -> dict[str, Any]:
    """The keyword arguments that aiokafka's producer, consumer and admin client share: address, TLS, SASL/SCRAM."""
    options: dict[str, Any] = {
        "bootstrap_servers": settings.kafka,
        "security_protocol": settings.kafka_security_protocol,
    }
    if settings.kafka_security_protocol.endswith("SSL"):
        options["ssl_context"] = ssl.create_default_context(cafile=settings.kafka_ca_file)
    if login := settings.kafka_login:
        user, password = login
        options |= {"sasl_mechanism": "SCRAM-SHA-512", "sasl_plain_username": user, "sasl_plain_password": password}
    return options
