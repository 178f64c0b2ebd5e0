"""Every published event has an example, and each example is what its schema says."""

import json

import pytest
from jsonschema import Draft202012Validator

from shared.messaging.real_examples import keep, kept
from shared.messaging.schemas import FOLDER, all_schemas

EXAMPLES = kept(FOLDER)
SCHEMAS = {(service, name): schema for service, found in all_schemas().items() for name, schema in found.items()}


def test_every_published_event_has_an_example_and_no_other_has():
    assert {(service, name) for service, found in EXAMPLES.items() for name in found} == SCHEMAS.keys()


@pytest.mark.parametrize(("service", "name"), sorted(SCHEMAS), ids=lambda one: one)
def test_an_example_is_what_the_schema_says(service, name):
    validator = Draft202012Validator(SCHEMAS[service, name], format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert [error.message for error in validator.iter_errors(EXAMPLES[service][name]["data"])] == []


def test_nothing_is_kept_of_an_event_without_a_schema_nor_over_what_is_kept_when_only_the_missing_are_asked(tmp_path):
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "thing.sold.v1.json").write_text("{}")
    found = {"shop": {"thing.sold.v1": {"data": {"n": 1}}, "thing.lost.v1": {"data": {}}}}
    assert keep(tmp_path, found, only_missing=True) == ["thing.sold.v1"]
    found["shop"]["thing.sold.v1"] = {"data": {"n": 2}}
    assert keep(tmp_path, found, only_missing=True) == []
    place = tmp_path / "shop" / "examples" / "thing.sold.v1.json"
    assert json.loads(place.read_text()) == {"data": {"n": 1}}


def test_what_was_published_takes_the_place_of_data_alone_and_keeps_it(tmp_path):
    (tmp_path / "shop" / "examples").mkdir(parents=True)
    (tmp_path / "shop" / "thing.sold.v1.json").write_text("{}")
    place = tmp_path / "shop" / "examples" / "thing.sold.v1.json"
    place.write_text('{"data": {"n": 1}}')
    published = {"key": "k", "headers": {"ce_id": "s@1"}, "data": {"n": 2}}
    assert keep(tmp_path, {"shop": {"thing.sold.v1": published}}, only_missing=True) == ["thing.sold.v1"]
    later = {"shop": {"thing.sold.v1": {**published, "key": "another"}}}
    assert keep(tmp_path, later, only_missing=True) == []
    assert json.loads(place.read_text()) == published
