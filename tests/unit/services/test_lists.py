"""Every list of every service is read page by page, but the few that are short by their nature."""

import importlib
from typing import Any

import pytest

from shared.settings import PORTS
from shared.web.app import build_app

SHORT = {
    "GET /v1/customers/{customer_id}/payment-months": "the last two years, a row a month and currency",
    "GET /v1/audit": "the parts that the audit of a service has",
    "GET /v1/jobs": "the kinds of deadline that a service has",
    "GET /v1/contract-search": "the contracts found, up to a hundred",
    "GET /v1/models": "the read models there are",
    "GET /v1/people": "those who were asked for by id, up to 200",
    "GET /v1/roles": "the roles that ship",
    "GET /v1/permissions": "what a service asks for, a few dozen",
    "GET /v1/statements/{statement_id}/lines/{line}/proposals": "the best few open items for one line of a bank",
    "GET /v1/customers/{customer_id}/limits": "the limits in force for one customer's goods",
    "GET /v1/questionnaires/{questionnaire_id}/questions/{question}/proposals": "the newest five answers given before",
    "GET /v1/books/{book}/accounts": "an account for each kind of booking",
}


def resolved(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    found: dict[str, Any] = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def is_list(answer: dict[str, Any], document: dict[str, Any]) -> bool:
    """Whether an answer is rows and little else: a field of objects, and nothing that is the state of one thing."""
    shape = resolved(answer, document)
    if shape.get("type") == "array":
        return True
    fields = shape.get("properties", {})
    rows = [one for one in fields.values() if "$ref" in one.get("items", {})]
    return len(rows) == 1 and len(fields) <= 2


@pytest.mark.parametrize("name", PORTS)
def test_every_list_takes_a_limit_and_a_cursor(name: str):
    document = build_app(importlib.import_module(f"services.{name}.app").SERVICE).openapi()
    unpaged = set()
    for path, item in document["paths"].items():
        operation = item.get("get", {})
        answer = operation.get("responses", {}).get("200", {}).get("content", {}).get("application/json", {})
        taken = {one["name"] for one in operation.get("parameters", [])}
        if is_list(answer.get("schema", {}), document) and not {"limit", "cursor"} <= taken:
            unpaged.add(f"GET {path}")
    assert unpaged <= SHORT.keys()
