"""Every published event has a record as its example, and each example is what its schema says."""

import json

import pytest
from jsonschema import Draft202012Validator

from shared.messaging.real_examples import HOW, keep, kept, lacking
from shared.messaging.schemas import FOLDER, all_schemas

EXAMPLES = kept(FOLDER)
PUBLISHED = all_schemas()
SCHEMAS = {(service, name): schema for service, found in PUBLISHED.items() for name, schema in found.items()}
TOLD = sorted(place for place in SCHEMAS if place[1] in EXAMPLES.get(place[0], {}))


def test_every_published_event_has_a_record_as_its_example_and_no_other_has():
    assert lacking(FOLDER, PUBLISHED) == []


def test_an_example_that_is_missing_made_up_or_of_nothing_is_told(tmp_path):
    (tmp_path / "shop" / "examples").mkdir(parents=True)
    (tmp_path / "unpublished.json").write_text('{"shop": {"thing.lent.v1": "nobody lends", "thing.eaten.v1": "why"}}')
    real = {"key": "k", "headers": {}, "data": {}}
    for name, example in {"sold": real, "lost": {"data": {}}, "lent": real, "old": real}.items():
        (tmp_path / "shop" / "examples" / f"thing.{name}.v1.json").write_text(json.dumps(example))
    names = [f"thing.{name}.v1" for name in ("sold", "lost", "found", "lent")]
    assert lacking(tmp_path, {"shop": names}) == [
        f"shop/thing.found.v1 has no example that was published: {HOW}",
        "shop/thing.lent.v1 has an example, and unpublished.json says that it never happens",
        f"shop/thing.lost.v1 has no example that was published: {HOW}",
        "examples: shop has no event thing.old.v1",
        "unpublished.json: shop has no event thing.eaten.v1",
    ]


@pytest.mark.parametrize(("service", "name"), TOLD, ids=lambda one: one)
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
