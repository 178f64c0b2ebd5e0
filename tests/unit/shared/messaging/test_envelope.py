"""Events on the wire, held against the official CloudEvents SDK."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary, to_structured
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from shared.messaging.envelope import EnvelopeError, OutgoingRecord, parse, source_of, to_record

AT = datetime(2026, 11, 22, 3, 4, 5, 678900, tzinfo=UTC)
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
META = {"key": "c-1", "unit": "u-1", "actor": "s-1", "correlation": "r-1", "causation": "order-1@2", "trace": TRACE}


@dataclass
class Read:
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes | None]]


def sent(meta=META, at=AT, data=b'{"number":"S-7"}') -> OutgoingRecord:
    return to_record(source_of("contract"), "contract-1", 3, "contract.signed.v1", data, meta, at)


def read(record: OutgoingRecord, **changed: bytes | None) -> Read:
    names = {name.replace("_", "-") if name == "content_type" else name: value for name, value in changed.items()}
    headers = {**dict(record.headers), **names}
    return Read(record.key, record.value, [(name, value) for name, value in headers.items() if value is not None])


def test_a_record_has_the_headers_of_the_binary_mode():
    record = sent()
    assert (record.key, record.value) == (b"c-1", b'{"number":"S-7"}')
    assert dict(record.headers) == {
        "content-type": b"application/json",
        "ce_specversion": b"1.0",
        "ce_id": b"contract-1@3",
        "ce_type": b"contract.signed.v1",
        "ce_source": b"/pactline/contract",
        "ce_subject": b"contract-1",
        "ce_time": b"2026-11-22T03:04:05.678900Z",
        "ce_partitionkey": b"c-1",
        "ce_sequence": b"3",
        "ce_unitid": b"u-1",
        "ce_correlationid": b"r-1",
        "ce_causationid": b"order-1@2",
        "traceparent": TRACE.encode(),
    }


def test_the_official_sdk_reads_it_as_a_valid_event():
    record = sent()
    event = from_binary(KafkaMessage(dict(record.headers), record.key, record.value), JSONFormat(), CloudEvent)
    assert event.get_id() == "contract-1@3"
    assert event.get_type() == "contract.signed.v1"
    assert event.get_time() == AT
    assert event.get_subject() == "contract-1"
    assert event.get_data() == {"number": "S-7"}
    assert event.get_extension("sequence") == "3"


def test_the_same_row_gives_the_same_bytes_whatever_zone_the_driver_read_it_in():
    assert sent() == sent(at=AT.astimezone(timezone(timedelta(hours=8))))


def test_what_is_empty_has_no_header():
    assert {"ce_unitid", "ce_correlationid", "ce_causationid", "traceparent"}.isdisjoint(
        dict(sent(meta={"key": "c-1", "unit": "", "correlation": None}).headers)
    )


def test_what_was_sent_is_read_again():
    envelope = parse(read(sent()))
    assert (envelope.id, envelope.stream, envelope.version) == ("contract-1@3", "contract-1", 3)
    assert (envelope.service, envelope.type, envelope.key) == ("contract", "contract.signed.v1", "c-1")
    assert (envelope.unit, envelope.correlation, envelope.causation) == ("u-1", "r-1", "order-1@2")
    assert (envelope.recorded_at, envelope.traceparent) == (AT, TRACE)
    assert envelope.data == b'{"number":"S-7"}'


def test_structured_mode_as_the_official_sdk_writes_it_is_read():
    attributes = {
        "id": "contract-1@3",
        "source": "/pactline/contract",
        "type": "contract.signed.v1",
        "subject": "contract-1",
        "time": AT,
        "sequence": "3",
        "partitionkey": "c-1",
        "unitid": "u-1",
        "datacontenttype": "application/json",
    }
    message = to_structured(CloudEvent(attributes, {"number": "S-7"}), JSONFormat())
    key = message.key.encode() if isinstance(message.key, str) else message.key
    envelope = parse(Read(key, message.value, list(message.headers.items())))
    assert (envelope.id, envelope.version, envelope.unit) == ("contract-1@3", 3, "u-1")
    assert (envelope.recorded_at, envelope.data) == (AT, b'{"number":"S-7"}')


@pytest.mark.parametrize(
    "changed",
    [
        {"ce_specversion": b"0.3"},
        {"ce_specversion": None},
        {"ce_id": b"contract-1@4"},
        {"ce_id": None},
        {"ce_subject": None},
        {"ce_type": b"Contract Signed"},
        {"ce_type": b"contract.signed"},
        {"ce_source": b"https://elsewhere.example/x"},
        {"ce_sequence": b"03"},
        {"ce_sequence": b"-3"},
        {"ce_sequence": "３".encode()},
        {"ce_time": b"yesterday"},
        {"ce_time": b"2026-13-22T03:04:05Z"},
        {"ce_time": b"2026-11-22T03:04:05"},
        {"ce_partitionkey": b"another"},
        {"ce_unitid": b"\xff\xfe"},
        {"content-type": b"text/plain"},
        {"content-type": None},
        {"CE_ID": b"contract-1@3"},
    ],
    ids=lambda changed: next(iter(f"{name}={value!r}" for name, value in changed.items())),
)
def test_an_envelope_that_does_not_validate_is_refused(changed):
    with pytest.raises(EnvelopeError):
        parse(read(sent(), **changed))


@pytest.mark.parametrize("value", [None, b"", b"[1]", b"null"])
def test_a_value_that_is_no_object_is_refused(value):
    with pytest.raises(EnvelopeError):
        parse(Read(b"c-1", value, list(sent().headers)))


@pytest.mark.parametrize("value", [b"{", b"[]", b'{"data_base64":"*"}', b'{"specversion":"1.0"}'])
def test_a_broken_structured_event_is_refused(value):
    with pytest.raises(EnvelopeError):
        parse(Read(b"c-1", value, [("content-type", b"application/cloudevents+json; charset=utf-8")]))
