"""What scoring reads of others' events is held against what they publish."""

import json
from pathlib import Path

import msgspec
import pytest

from services.scoring.folding.extraction import SHAPES, Head, readers, service_of_stream
from services.scoring.folding.fact_tables import FACT_TABLES
from shared.messaging.real_examples import kept
from tests.golden.folding import aggregates

SCHEMAS = Path(__file__).parents[5] / "shared" / "schemas"


def resolved(schema, root):
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    return schema


def missing(shape, schema, root, path="", elsewhere=()):
    """Fields that the shape needs and the schema does not promise, and fields it knows that are published neither here
    nor `elsewhere`.
    """
    schema = resolved(schema, root)
    found = []
    for field in msgspec.structs.fields(shape):
        place = f"{path}/{field.encode_name}"
        published = schema.get("properties", {}).get(field.encode_name)
        if published is None and (field.required or field.encode_name not in elsewhere):
            found.append(f"{place} is not published")
        elif field.required and field.encode_name not in schema.get("required", []):
            found.append(f"{place} may be absent")
        if published is not None:
            found += missing_inside(field.type, resolved(published, root), root, place)
    return found


def missing_inside(kind, published, root, place):
    info = msgspec.inspect.type_info(kind)
    if isinstance(info, msgspec.inspect.StructType):
        return missing(info.cls, published, root, place)
    if isinstance(info, msgspec.inspect.ListType) and isinstance(info.item_type, msgspec.inspect.StructType):
        return missing(info.item_type.cls, published.get("items", {}), root, place)
    if isinstance(info, msgspec.inspect.StrType) and "null" in kinds(published, root):
        return [f"{place} may be null"]
    return []


def kinds(published, root):
    parts = [resolved(part, root) for part in published.get("anyOf", [published])]
    return {part.get("type") for part in parts}


@pytest.mark.parametrize(("service", "name"), sorted(SHAPES), ids=lambda part: part)
def test_every_field_that_is_read_is_published(service, name):
    path = SCHEMAS / service / f"{name}.json"
    assert path.exists(), f"{service} does not publish {name}"
    schema = json.loads(path.read_text())
    body = resolved(schema, schema)
    shape = SHAPES[service, name]
    assert missing(shape, body, schema, elsewhere=told_by_others(shape)) == []


def told_by_others(shape):
    """The fields of every event that is read by the shape: some of them have what others have not."""
    found = set()
    for service, name in (event for event, other in SHAPES.items() if other is shape):
        schema = json.loads((SCHEMAS / service / f"{name}.json").read_text())
        found |= resolved(schema, schema)["properties"].keys()
    return found


def test_whose_stream_it_is_is_known_of_every_stream_that_gives_facts():
    known = aggregates()
    for service, event in SHAPES:
        prefix = event.partition(".")[0]
        assert prefix in known
        assert service_of_stream(f"{prefix}-1") == service


def test_every_table_is_fed_by_the_services_whose_events_become_rows_of_it():
    examples, fed = kept(SCHEMAS), {}
    for (source, name), reader in readers().items():
        service = source.decode().rpartition("/")[2]
        (event,) = reader.decode(json.dumps([examples[service][name.decode()]["data"]]).encode())
        rows = {table: [] for table in FACT_TABLES}
        reader.extract(Head("stream-1", "1", "unit", "2026-01-05T01:00:00.000000Z"), event, rows)
        for table in (table for table, made in rows.items() if made):
            fed.setdefault(table, set()).add(service)
    assert fed == {table.name: set(table.fed_by) for table in FACT_TABLES.values()}
