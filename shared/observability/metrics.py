"""Every metric of the platform, declared once. Labels are names of parts, never ids."""

from collections import Counter as Tally
from collections.abc import Iterable, Mapping
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST

COMMANDS: Final = Counter("pactline_commands_total", "Commands by outcome.", ["service", "command", "outcome"])
COMMAND_DURATION: Final = Histogram(
    "pactline_command_duration_seconds",
    "Time from a command's arrival to its answer.",
    ["service", "command"],
    buckets=(0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
REQUESTS: Final = Counter(
    "pactline_requests_total", "Requests by the class of their answer, reads and pages too; no probes.",
    ["service", "outcome"],
)  # fmt: skip
READY: Final = Gauge("pactline_ready", "1 while the check of /readyz holds, as of this scrape.", ["service", "check"])
EVENTS_APPENDED: Final = Counter(
    "pactline_events_appended_total", "Events committed to the store.", ["service", "type"]
)
OUTBOX_PENDING: Final = Gauge("pactline_outbox_pending", "Events that the relay has still to publish.", ["service"])
OUTBOX_OLDEST_AGE: Final = Gauge(
    "pactline_outbox_oldest_age_seconds", "Age of the oldest event that waits for the relay.", ["service"]
)
EVENTS_CONSUMED: Final = Counter(
    "pactline_events_consumed_total",
    "Records read from topics: handled, ignored, repeated or parked.",
    ["service", "consumer", "outcome"],
)
CONSUMER_LAG: Final = Gauge(
    "pactline_consumer_lag_records",
    "Records of a topic that a consumer has still to read.",
    ["service", "consumer", "topic"],
)
CONSUMER_PARTITIONS: Final = Gauge(
    "pactline_consumer_partitions",
    "Partitions that a consumer reads in this process; 0 until it has joined its group.",
    ["service", "consumer"],
)
KAFKA_ANSWERS: Final = Gauge(
    "pactline_kafka_answers", "1 while Kafka answers the service; 0 within seconds of its silence.", ["service"]
)
TOPIC_WHOLE: Final = Gauge(
    "pactline_topic_whole", "1 while the service's topic is there and has all that it had.", ["service"]
)
CONSUMER_GAPS: Final = Counter(
    "pactline_consumer_gaps_total", "Versions that a consumer found missing in a stream.", ["service", "consumer"]
)
PARKED: Final = Gauge("pactline_parked_records", "Records that wait in a consumer's parking.", ["service", "consumer"])
AUDIT_MISSING: Final = Gauge(
    "pactline_audit_missing_events",
    "Events that the audit found unpublished, out of order, or without their effect.",
    ["service", "part"],
)
AUDIT_CHECKED: Final = Gauge("pactline_audit_checked_events", "Events that the audit has walked.", ["service", "part"])
REBUILD_PROGRESS: Final = Gauge(
    "pactline_projection_rebuild_progress", "Share of a rebuild that is done, 0 to 1.", ["service", "projection"]
)
WEBHOOK_ATTEMPTS: Final = Counter(
    "pactline_webhook_attempts_total",
    "Tries to send an event to a partner's endpoint: delivered, or why not.",
    ["service", "outcome"],
)
DISK_FREE: Final = Gauge("pactline_disk_free_bytes", "Room left on the disk of the data directory.", ["service"])
DISK_SIZE: Final = Gauge("pactline_disk_size_bytes", "Size of the disk of the data directory.", ["service"])
CERTIFICATE_EXPIRES: Final = Gauge(
    "pactline_certificate_expires_timestamp_seconds",
    "When a certificate ends that an authority or a server over TLS goes by, in seconds since 1970.",
    ["service", "certificate"],
)

_figures: dict[str, Counter] = {}
_appended: dict[tuple[str, str], Counter] = {}
"""What `EVENTS_APPENDED.labels` gives, by service and wire name: finding it there takes longer than the counting."""


def figure(event: str, name: str, meaning: str) -> Counter:
    """Declares a business figure: a counter that goes up by each appended event of this wire name.

    Declared by the service that owns the event; a second declaration of the same event gives the first counter.
    """
    if event not in _figures:
        _figures[event] = Counter(name, meaning)
    return _figures[event]


def begin_counting(service: str, types: Iterable[str]) -> None:
    """Shows each of these events as counted no times yet: what a counter holds when it is first seen is no increase to
    Prometheus, so the first of each after a start would be left out of every dashboard.
    """
    for name in types:
        _appended[service, name] = EVENTS_APPENDED.labels(service, name)


def count_appended(service: str, types: Iterable[str]) -> None:
    """Counts committed events by wire name, and the business figures that hang on them."""
    for name, count in Tally(types).items():
        if (service, name) not in _appended:
            begin_counting(service, [name])
        _appended[service, name].inc(count)
        counter = _figures.get(name)
        if counter is not None:
            counter.inc(count)


def show_ready(service: str, checks: Mapping[str, bool]) -> None:
    """Which checks of readiness hold, each with a figure from the first time on."""
    for check, holds in checks.items():
        READY.labels(service, check).set(holds)


def show_partitions(service: str, held: Mapping[str, int]) -> None:
    """How many partitions each consumer reads here."""
    for consumer, partitions in held.items():
        CONSUMER_PARTITIONS.labels(service, consumer).set(partitions)


def show_outbox(service: str, waiting: tuple[int, float] | None) -> None:
    """How many events wait for the relay and the age of the oldest in seconds; with None there is no figure at all."""
    if waiting is None:
        OUTBOX_PENDING.remove(service)
        OUTBOX_OLDEST_AGE.remove(service)
        return
    pending, oldest = waiting
    OUTBOX_PENDING.labels(service).set(pending)
    OUTBOX_OLDEST_AGE.labels(service).set(oldest)


def show_lag(service: str, consumer: str, behind: Mapping[str, int] | None, topics: Iterable[str]) -> None:
    """How many records of each topic a consumer has still to read; with None there is no figure at all."""
    for topic in topics:
        if behind is None:
            CONSUMER_LAG.remove(service, consumer, topic)
        else:
            CONSUMER_LAG.labels(service, consumer, topic).set(behind[topic])


def exposition() -> bytes:
    """The text that `/metrics` answers, of type `CONTENT_TYPE`."""
    return generate_latest(REGISTRY)


def metric_names() -> Mapping[str, str]:
    """Every declared metric and its meaning, for the tests that hold dashboards and rules against the code."""
    return {family.name: family.documentation for family in REGISTRY.collect() if family.name.startswith("pactline_")}
