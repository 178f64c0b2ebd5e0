"""The AsyncAPI 3.0 document of all topics, so that a partner needs nothing but it and a Kafka client."""

from collections.abc import Mapping
from typing import Any, Final

from shared.messaging.examples import Schema, example, inlined
from shared.messaging.real_examples import Example

DIALECT: Final = "application/schema+json;version=draft-2020-12"

_HEADERS: Final[dict[str, tuple[str, str]]] = {
    "content-type": ("How the value is written.", "application/json"),
    "ce_specversion": ("The version of CloudEvents.", "1.0"),
    "ce_id": ("The stream and the version in it; with the source it names the event for ever.", "{stream}@1"),
    "ce_type": ("What happened, with the version of its schema.", "{type}"),
    "ce_source": ("The service where it happened.", "/pactline/{service}"),
    "ce_subject": ("The stream.", "{stream}"),
    "ce_time": ("When it was recorded, UTC.", "2026-01-31T08:30:00.000000Z"),
    "ce_partitionkey": ("The record's key: within it the order holds.", "{key}"),
    "ce_sequence": ("The version in the stream, from 1 without gaps.", "1"),
    "ce_unitid": ("The organisation unit it belongs to.", "0197a4b1-0001-7000-8000-000000000001"),
    "ce_correlationid": ("The chain it belongs to.", "0197a4b1-0002-7000-8000-000000000002"),
    "ce_causationid": ("The event that caused it.", "{stream}@1"),
    "traceparent": (
        "The trace, as W3C Trace Context writes it.",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    ),
}
NONE: Final[Mapping[str, Mapping[str, Example]]] = {}
OPTIONAL: Final = ("ce_unitid", "ce_correlationid", "ce_causationid", "traceparent")
_KEY: Final = "0197a4b1-1591-7000-8000-138123456780"


def asyncapi(
    schemas: dict[str, dict[str, Schema]],
    examples: Mapping[str, Mapping[str, Example]] = NONE,
    *,
    version: str = "1.0.0",
) -> dict[str, Any]:
    """The document for the schemas of each service by wire name; services that publish nothing have no topic in it.

    `examples` are real ones by service and wire name; an event without one is shown by its schema.
    """
    publishing = {service: found for service, found in schemas.items() if found}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Pactline events",
            "version": version,
            "description": "Facts of customers, contracts and assets: CloudEvents 1.0 in the binary mode of the Kafka "
            "binding. Each record's first occurrence comes in order within its key; a record may be repeated with the "
            "same id and bytes, so readers skip a sequence they have seen.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {_channel(service): _topic(service, found) for service, found in publishing.items()},
        "operations": {
            f"publish_{service}": {
                "action": "send",
                "channel": {"$ref": f"#/channels/{_channel(service)}"},
                "summary": f"{service} tells what happened.",
            }
            for service in publishing
        },
        "components": {
            "messages": {
                _message(service, name): _described(service, name, schema, examples.get(service, {}).get(name))
                for service, found in publishing.items()
                for name, schema in found.items()
            },
            "schemas": {"envelope": _envelope()},
        },
    }


def _channel(service: str) -> str:
    return f"{service}_events"


def _message(service: str, name: str) -> str:
    return f"{service}.{name}"


def _topic(service: str, schemas: dict[str, Schema]) -> dict[str, Any]:
    return {
        "address": f"{service}.events",
        "description": f"What happened in {service}, kept without end.",
        "messages": {name: {"$ref": f"#/components/messages/{_message(service, name)}"} for name in schemas},
        "bindings": {"kafka": {"topic": f"{service}.events", "bindingVersion": "0.5.0"}},
    }


def _described(service: str, name: str, schema: Schema, real: Example | None) -> dict[str, Any]:
    return {
        "name": name,
        "title": name,
        "summary": str(schema.get("description", name)).partition("\n\n")[0],
        "contentType": "application/json",
        "headers": {"$ref": "#/components/schemas/envelope"},
        "payload": {"schemaFormat": DIALECT, "schema": inlined(schema)},
        "bindings": {"kafka": {"key": {"type": "string", "examples": [_KEY]}, "bindingVersion": "0.5.0"}},
        "examples": [
            {"headers": real.get("headers") or _headers(service, name), "payload": real["data"]}
            if real
            else {"headers": _headers(service, name), "payload": example(schema)}
        ],
    }


def _headers(service: str, name: str) -> dict[str, str]:
    said = {"type": name, "service": service, "stream": f"{name.partition('.')[0]}-{_KEY}", "key": _KEY}
    return {header: text.format(**said) for header, (_, text) in _HEADERS.items()}


def _envelope() -> Schema:
    return {
        "type": "object",
        "properties": {name: {"type": "string", "description": meaning} for name, (meaning, _) in _HEADERS.items()},
        "required": [name for name in _HEADERS if name not in OPTIONAL],
    }
