"""Everything that may come in has a bound: a service never holds a number, a text or a list of any size."""

import importlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import TypeAdapter

from services.catalogue import CATALOGUE
from services.contract.collected.rows import Row
from services.contract.imports.contract_rows import ContractRow
from services.contract.imports.rows import PurchaseRow
from services.customer.imports.rows import CustomerRow
from shared.web.app import routes_of

SERVICES = [spec.name for spec in CATALOGUE]
WIDEST = 5_000
"""Characters of the longest text that a pattern alone may bound."""
LOWEST, HIGHEST = {"minimum", "exclusiveMinimum"}, {"maximum", "exclusiveMaximum"}
BOUND_BY_FORMAT = {"date", "date-time"}
FREE = {
    # Values of a template's variables: which there are, and what each may hold, is declared by the template.
    "variables.*",
}


def unbounded(schema: dict[str, Any], defs: dict[str, Any], at: str = "") -> Iterator[str]:
    """The places of a JSON schema that take values of any size."""
    if "$ref" in schema:
        yield from unbounded(defs[schema["$ref"].rpartition("/")[2]], defs, at)
        return
    alternatives = [each for kind in ("anyOf", "oneOf", "allOf") for each in schema.get(kind, ())]
    for each in alternatives:
        yield from unbounded(each, defs, at)
    if "enum" not in schema and "const" not in schema and not alternatives:
        yield from _of_value(schema, defs, at)


def _of_value(schema: dict[str, Any], defs: dict[str, Any], at: str) -> Iterator[str]:
    match schema.get("type"):
        case "object":
            yield from _of_object(schema, defs, at)
        case "array":
            if "maxItems" not in schema:
                yield f"{at} is a list of any length"
            for each in (*schema.get("prefixItems", ()), schema.get("items", {"type": "null"})):
                yield from unbounded(each, defs, f"{at}[]")
        case "string" if not _is_bounded_text(schema):
            yield f"{at} is a text of any length"
        case "integer" | "number" if not all(schema.keys() & ends for ends in (LOWEST, HIGHEST)):
            yield f"{at} is a number of any size"
        case None:
            yield f"{at} is anything"


def _of_object(schema: dict[str, Any], defs: dict[str, Any], at: str) -> Iterator[str]:
    for name, each in schema.get("properties", {}).items():
        yield from unbounded(each, defs, f"{at}.{name}".strip("."))
    patterns = schema.get("patternProperties", {})
    others = schema.get("additionalProperties", not patterns)
    if others is False and not patterns:
        return
    if "maxProperties" not in schema:
        yield f"{at} is an object of any fields"
    place = f"{at}.*".strip(".")
    for each in patterns.values():
        yield from unbounded(each, defs, place)
    if others is not False and place not in FREE:
        yield from unbounded(others if isinstance(others, dict) else {}, defs, place)


def _is_bounded_text(schema: dict[str, Any]) -> bool:
    if "maxLength" in schema or schema.get("format") in BOUND_BY_FORMAT:
        return True
    pattern = schema.get("pattern", "")
    anchored = pattern.startswith("^") and pattern.endswith("$")
    return anchored and re._parser.parse(pattern).getwidth()[1] <= WIDEST  # type: ignore[attr-defined] # sre's own


def of_type(adapter: Any, at: str) -> list[str]:
    schema = adapter.json_schema(mode="validation")
    return list(unbounded(schema, schema.get("$defs", {}), at))


@pytest.mark.parametrize("name", SERVICES)
def test_every_field_of_every_body_has_a_bound(name: str):
    service = importlib.import_module(f"services.{name}.app").SERVICE
    found = {
        f"{' '.join(route.methods or ())} {route.path}: {fault}"
        for route in routes_of(service)
        for body in route.dependant.body_params
        for fault in of_type(body._type_adapter, "")
    }
    assert found == set()


@pytest.mark.parametrize("name", SERVICES)
def test_every_parameter_of_every_address_has_a_bound(name: str):
    service = importlib.import_module(f"services.{name}.app").SERVICE
    found = {
        f"{route.path}: {fault}"
        for route in routes_of(service)
        for parameter in (*route.dependant.query_params, *route.dependant.path_params)
        for fault in of_type(parameter._type_adapter, parameter.alias)
    }
    assert found == set()


@pytest.mark.parametrize("row", [CustomerRow, PurchaseRow, ContractRow, Row])
def test_every_column_of_an_import_has_a_bound(row: Any):
    assert of_type(TypeAdapter(row), "") == []


@pytest.mark.parametrize(
    ("schema", "fault"),
    [
        ({"type": "string"}, " is a text of any length"),
        ({"type": "string", "pattern": "^a+$"}, " is a text of any length"),
        ({"type": "string", "pattern": "a"}, " is a text of any length"),
        ({"type": "integer", "minimum": 0}, " is a number of any size"),
        ({"type": "array", "items": {"type": "boolean"}}, " is a list of any length"),
        ({"type": "object", "maxProperties": 2}, "* is anything"),
        (
            {"type": "object", "maxProperties": 2, "patternProperties": {"^a$": {"type": "string"}}},
            "* is a text of any length",
        ),
        ({"type": "object", "patternProperties": {"^a$": {"type": "boolean"}}}, " is an object of any fields"),
        ({"type": "object", "properties": {"a": {}}, "additionalProperties": False}, "a is anything"),
        ({"anyOf": [{"type": "null"}, {"type": "number", "maximum": 2}]}, " is a number of any size"),
    ],
)
def test_what_has_no_bound_is_found(schema: dict[str, Any], fault: str):
    assert list(unbounded(schema, {})) == [fault]
