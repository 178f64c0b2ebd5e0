"""What keeps a server from being asked, in words."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from shared.messaging.transient import EXHAUSTED, MAYBE_AWAY
from shared.runtime.errors import StartError


@contextmanager
def opening(what: str) -> Iterator[None]:
    """Raises `StartError` that begins with `what` where the server is away or refuses us, or its address is none."""
    try:
        yield
    except (ValueError, asyncpg.PostgresError, *MAYBE_AWAY) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise StartError(
            f"{what}: {reason.rstrip('.')}.",
            "See that PostgreSQL runs, that PACTLINE_DATABASE_URL and PACTLINE_SECRET are right, and that"
            " `pactline migrate` has run.",
        ) from error


def server_away(error: Exception) -> StartError | None:
    """The sentence of a command that met a server which does not answer, or ended meanwhile; None for other faults."""
    from aiokafka.errors import KafkaError
    from confluent_kafka import KafkaException

    from shared.messaging.audit.topic import BrokerAwayError

    if isinstance(error, (KafkaError, KafkaException, BrokerAwayError)):
        what, named = "Kafka", "PACTLINE_KAFKA"
    elif isinstance(error, (ConnectionError, asyncpg.PostgresConnectionError, asyncpg.InternalClientError, *EXHAUSTED)):
        what, named = "PostgreSQL", "PACTLINE_DATABASE_URL"
    else:
        return None
    reason = " ".join(str(error).split()) or type(error).__name__
    return StartError(
        f"{what} did not answer: {reason.rstrip('.')}.", f"See that it runs and that {named} is right, and begin again."
    )
