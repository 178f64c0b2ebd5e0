"""Events on the wire: CloudEvents 1.0 in the binary mode of its Kafka binding; structured mode is read as well."""

import base64
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple, Protocol

from pydantic_core import from_json, to_json

SOURCE_PREFIX: Final = "/pactline/"
CONTENT_TYPE: Final = "application/json"
STRUCTURED: Final = "application/cloudevents+json"

Headers = list[tuple[str, bytes]]

_FIXED: Final = (("content-type", CONTENT_TYPE.encode()), ("ce_specversion", b"1.0"))
_TYPE: Final = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+\.v[1-9][0-9]{0,3}\Z")
_SOURCE: Final = re.compile(r"/pactline/[a-z][a-z0-9_-]*\Z")
_SEQUENCE: Final = re.compile(r"[1-9][0-9]{0,9}\Z")
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)\Z", re.ASCII)


class EnvelopeError(ValueError):
    """A record on a topic is not a valid event of ours; it is parked, never guessed at."""


class OutgoingRecord(NamedTuple):
    """What the producer sends; `timestamp` is the time recorded, in milliseconds: a repeat has the same bytes."""

    key: bytes
    value: bytes
    headers: Headers
    timestamp: int


class KafkaRecord(Protocol):
    """What is needed of a record read from Kafka (aiokafka's `ConsumerRecord` has it)."""

    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Iterable[tuple[str, bytes | None]]: ...


class Envelope(NamedTuple):
    """An event as it was read: `service` published it, `stream` at `version`; `data` is the JSON as bytes."""

    id: str
    type: str
    source: str
    stream: str
    version: int
    key: str
    unit: str
    correlation: str
    causation: str
    traceparent: str
    recorded_at: datetime
    data: bytes

    @property
    def service(self) -> str:
        return self.source.removeprefix(SOURCE_PREFIX)


def source_of(service: str) -> str:
    """`/pactline/contract`."""
    return f"{SOURCE_PREFIX}{service}"


def to_record(
    source: str,
    stream: str,
    version: int,
    type: str,  # noqa: A002 - the name of the column and of the attribute
    data: bytes,
    meta: Mapping[str, Any],
    recorded_at: datetime,
) -> OutgoingRecord:
    """The record of a stored event; the same row always gives the same bytes.

    `source` is `source_of(service)`, `data` the stored JSON, `recorded_at` aware. Of `meta` the values `key` (a must),
    `unit`, `correlation`, `causation` and `trace` (a W3C traceparent) are read; an empty one leaves its header out,
    since CloudEvents knows no empty attribute.
    """
    moment = recorded_at.astimezone(UTC)
    sequence, key = str(version), meta["key"].encode()
    headers: Headers = [
        *_FIXED,
        ("ce_id", f"{stream}@{sequence}".encode()),
        ("ce_type", type.encode()),
        ("ce_source", source.encode()),
        ("ce_subject", stream.encode()),
        ("ce_time", (moment.isoformat(timespec="microseconds")[:-6] + "Z").encode()),
        ("ce_partitionkey", key),
        ("ce_sequence", sequence.encode()),
    ]
    for name, header in (("unit", "ce_unitid"), ("correlation", "ce_correlationid"), ("causation", "ce_causationid")):
        value = meta.get(name)
        if value:
            headers.append((header, value.encode()))
    trace = meta.get("trace")
    if trace:
        headers.append(("traceparent", trace.encode()))
    return OutgoingRecord(key, data, headers, int(moment.timestamp() * 1000))


def parse(record: KafkaRecord) -> Envelope:
    """The event of a record in binary or structured mode; raises `EnvelopeError` when it is not one of ours."""
    headers = _texts(record.headers)
    content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if record.value is None:
        raise EnvelopeError("the record has no value")
    if content_type == STRUCTURED:
        attributes, data = _structured(record.value)
    elif content_type == CONTENT_TYPE:
        attributes = {name[3:]: value for name, value in headers.items() if name.startswith("ce_")}
        data = bytes(record.value)
    else:
        raise EnvelopeError(f"content-type {content_type!r} is neither {CONTENT_TYPE} nor {STRUCTURED}")
    if data[:1] != b"{":
        raise EnvelopeError("the data is not a JSON object")
    attributes.setdefault("traceparent", headers.get("traceparent", ""))
    return _envelope(attributes, data, _text("key", record.key))


def _texts(headers: Iterable[tuple[str, bytes | None]]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for name, value in headers:
        lower = name.lower()
        if lower in texts:
            raise EnvelopeError(f"header {lower} is given twice")
        texts[lower] = _text(lower, value)
    return texts


def _text(name: str, value: bytes | None) -> str:
    try:
        return "" if value is None else bytes(value).decode()
    except UnicodeDecodeError as error:
        raise EnvelopeError(f"{name} is not UTF-8") from error


def _structured(value: bytes) -> tuple[dict[str, str], bytes]:
    try:
        body = from_json(value)
    except ValueError as error:
        raise EnvelopeError("the structured event is not JSON") from error
    if not isinstance(body, dict):
        raise EnvelopeError("the structured event is not a JSON object")
    data, encoded = body.pop("data", None), body.pop("data_base64", None)
    if encoded is not None:
        try:
            return _plain(body), base64.b64decode(encoded, validate=True)
        except (ValueError, TypeError) as error:
            raise EnvelopeError("data_base64 is not base64") from error
    return _plain(body), to_json(data)


def _plain(body: dict[str, Any]) -> dict[str, str]:
    return {name: value if isinstance(value, str) else str(value) for name, value in body.items() if value is not None}


def _envelope(attributes: Mapping[str, str], data: bytes, key: str) -> Envelope:
    if attributes.get("specversion") != "1.0":
        raise EnvelopeError("specversion is not 1.0")
    stream, version = attributes.get("subject", ""), _matching(_SEQUENCE, "sequence", attributes)
    identifier = attributes.get("id", "")
    if not stream or identifier != f"{stream}@{version}":
        raise EnvelopeError(f"id {identifier!r} is not subject@sequence")
    if not key or attributes.get("partitionkey", key) != key:
        raise EnvelopeError("partitionkey is not the record's key")
    return Envelope(
        id=identifier,
        type=_matching(_TYPE, "type", attributes),
        source=_matching(_SOURCE, "source", attributes),
        stream=stream,
        version=int(version),
        key=key,
        unit=attributes.get("unitid", ""),
        correlation=attributes.get("correlationid", ""),
        causation=attributes.get("causationid", ""),
        traceparent=attributes.get("traceparent", ""),
        recorded_at=_time(_matching(_TIME, "time", attributes)),
        data=data,
    )


def _matching(form: re.Pattern[str], name: str, attributes: Mapping[str, str]) -> str:
    value = attributes.get(name, "")
    if not form.match(value):
        raise EnvelopeError(f"{name} {value!r} has not the form it must have")
    return value


def _time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise EnvelopeError(f"time {text!r} does not exist") from error
