"""The AsyncAPI 3.0 document, held against the specification's own meta-model and what a reader depends on besides."""

import copy
import functools
import json
import operator
import re
from pathlib import Path

import jsonschema
import pytest

from shared.eventstore.event import Event
from shared.messaging.asyncapi import asyncapi
from shared.messaging.schemas import ASYNCAPI, FOLDER, schema_of
from shared.values.money import Money


class PaymentSampled(Event, name="payment.sampled.v1"):
    """A payment was sampled."""

    amount: Money


DOCUMENT = asyncapi({"contract": {"payment.sampled.v1": schema_of(PaymentSampled, "contract")}, "scoring": {}})

META_MODEL = json.loads((Path(__file__).parent / "asyncapi" / "3.0.0.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft7Validator(META_MODEL)


def faults(document):
    return [f"{'/'.join(map(str, fault.absolute_path))}: {fault.message}" for fault in VALIDATOR.iter_errors(document)]


def references(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "$ref":
                yield inner
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_it_is_valid_by_the_meta_model_of_asyncapi_3():
    assert faults(DOCUMENT) == []


def test_the_published_document_is_valid_by_the_meta_model_of_asyncapi_3():
    assert faults(json.loads((FOLDER / ASYNCAPI).read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("operations", "publish_contract", "action"), "shout"),
        (("channels", "contract_events", "bindings", "kafka", "partitions"), "six"),
        (("channels", "contract_events", "adress"), "contract.events"),
        (("components", "messages", "contract.payment.sampled.v1", "examples"), "none"),
        (("info", "version"), 1),
    ],
)
def test_the_meta_model_would_see_a_fault(place, value):
    wrong = copy.deepcopy(DOCUMENT)
    *above, last = place
    functools.reduce(operator.getitem, above, wrong)[last] = value
    assert faults(wrong) != []


def test_payloads_are_valid_by_the_dialect_they_name():
    for message in json.loads((FOLDER / ASYNCAPI).read_text(encoding="utf-8"))["components"]["messages"].values():
        assert message["payload"]["schemaFormat"].endswith("draft-2020-12")
        jsonschema.Draft202012Validator.check_schema(message["payload"]["schema"])


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
