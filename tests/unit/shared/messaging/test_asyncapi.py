"""The AsyncAPI 3.0 document, held against the rules of the specification that a reader depends on."""

import re

import jsonschema

from shared.eventstore.event import Event
from shared.messaging.asyncapi import asyncapi
from shared.messaging.schemas import schema_of
from shared.values.money import Money


class PaymentSampled(Event, name="payment.sampled.v1"):
    """A payment was sampled."""

    amount: Money


DOCUMENT = asyncapi({"contract": {"payment.sampled.v1": schema_of(PaymentSampled, "contract")}, "scoring": {}})

OBJECT = {"type": "object"}
REFERENCE = {"type": "object", "properties": {"$ref": {"type": "string", "pattern": "^#/"}}, "required": ["$ref"]}
STRUCTURE = {
    "type": "object",
    "required": ["asyncapi", "info"],
    "additionalProperties": False,
    "properties": {
        "asyncapi": {"const": "3.0.0"},
        "id": {"type": "string"},
        "info": {"type": "object", "required": ["title", "version"]},
        "defaultContentType": {"type": "string"},
        "servers": OBJECT,
        "channels": {
            "patternProperties": {
                r"^[A-Za-z0-9_\-]+$": {
                    "required": ["address", "messages"],
                    "properties": {"messages": {"additionalProperties": REFERENCE}, "address": {"type": "string"}},
                }
            },
            "additionalProperties": False,
        },
        "operations": {
            "additionalProperties": {
                "required": ["action", "channel"],
                "properties": {"action": {"enum": ["send", "receive"]}, "channel": REFERENCE},
            }
        },
        "components": {
            "properties": {
                "messages": {
                    "propertyNames": {"pattern": r"^[\w\d\.\-_]+$"},
                    "additionalProperties": {
                        "required": ["payload", "headers", "examples"],
                        "properties": {
                            "payload": {"required": ["schemaFormat", "schema"]},
                            "examples": {"items": {"required": ["headers", "payload"]}},
                        },
                    },
                },
                "schemas": OBJECT,
            },
            "additionalProperties": False,
        },
    },
}


def references(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "$ref":
                yield inner
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_it_has_the_structure_of_asyncapi_3():
    jsonschema.validate(DOCUMENT, STRUCTURE)


def test_every_reference_leads_somewhere_inside_the_document():
    found = list(references(DOCUMENT))
    assert found
    for reference in found:
        place = DOCUMENT
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def test_examples_are_valid_by_their_own_schemas():
    (message,) = DOCUMENT["components"]["messages"].values()
    (shown,) = message["examples"]
    jsonschema.validate(shown["payload"], message["payload"]["schema"])
    jsonschema.validate(shown["headers"], DOCUMENT["components"]["schemas"]["envelope"])
    assert shown["headers"]["ce_type"] == "payment.sampled.v1"
    assert re.match(r"payment-.+@1\Z", shown["headers"]["ce_id"])


def test_a_service_that_publishes_nothing_has_no_topic():
    assert list(DOCUMENT["channels"]) == ["contract_events"]
    assert DOCUMENT["channels"]["contract_events"]["address"] == "contract.events"
