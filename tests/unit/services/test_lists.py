"""What every operation of every service takes: lists a page, reads a position, changes a key, edits a version; but the
few that are named here, each with its reason.
"""

import importlib
from functools import cache
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


ELSEWHERE = {
    "GET /v1/audit": "what the audit found, which is no fact of the store",
    "GET /v1/jobs": "what waits for its time, of all kinds",
    "GET /v1/permissions": "what is declared",
    "GET /v1/platform/status": "how the service is",
    "GET /v1/roles": "the roles that ship",
    "GET /v1/setup": "whether there is an organisation",
}
"""Reads that hold nothing a caller could have written."""

WITHOUT_KEY = {
    "POST /v1/tokens": "makes a token, which lives five minutes, and leaves nothing",
    "POST /v1/sessions": "a password or a code is shown anew each time",
    "POST /v1/sign-outs": "ends a session: a second time changes nothing",
    "POST /v1/second-factors": "shows a secret once, to who confirms it next",
    "POST /v1/verify": "reads what is sent, and keeps nothing",
    "POST /v1/invitation/document": "a read whose token does not belong in an address",
}
"""Commands whose repeats do no harm, or whose answer must not be kept."""

WHATEVER_WAS_READ: dict[str, str] = {}
"""Edits that go on top of whatever anybody else said meanwhile."""


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


@cache
def document_of(name: str) -> dict[str, Any]:
    described: dict[str, Any] = build_app(importlib.import_module(f"services.{name}.app").SERVICE).openapi()
    return described


def lacking(name: str, parameter: str, *methods: str) -> set[str]:
    """The operations of these methods that do not take the parameter."""
    return {
        f"{method.upper()} {path}"
        for path, item in document_of(name)["paths"].items()
        for method, operation in item.items()
        if method in methods and parameter not in {one["name"] for one in operation.get("parameters", [])}
    }


@pytest.mark.parametrize("name", PORTS)
def test_every_read_waits_for_a_position(name: str):
    assert lacking(name, "at_least", "get") <= ELSEWHERE.keys()


@pytest.mark.parametrize("name", PORTS)
def test_every_change_is_done_once_a_key(name: str):
    assert lacking(name, "Idempotency-Key", "post") <= WITHOUT_KEY.keys()


@pytest.mark.parametrize("name", PORTS)
def test_every_edit_says_what_was_read(name: str):
    assert lacking(name, "If-Match", "put", "patch", "delete") <= WHATEVER_WAS_READ.keys()


def test_each_exception_is_an_operation():
    paths = [one for name in PORTS for one in document_of(name)["paths"].items()]
    there = {f"{method.upper()} {path}" for path, item in paths for method in item}
    assert (SHORT.keys() | ELSEWHERE.keys() | WITHOUT_KEY.keys() | WHATEVER_WAS_READ.keys()) - there == set()


@pytest.mark.parametrize("name", PORTS)
def test_every_address_has_its_version(name: str):
    assert [path for path in document_of(name)["paths"] if not path.startswith("/v1/")] == []


@pytest.mark.parametrize("name", PORTS)
def test_every_list_takes_a_limit_and_a_cursor(name: str):
    document = document_of(name)
    unpaged = set()
    for path, item in document["paths"].items():
        operation = item.get("get", {})
        answer = operation.get("responses", {}).get("200", {}).get("content", {}).get("application/json", {})
        taken = {one["name"] for one in operation.get("parameters", [])}
        if is_list(answer.get("schema", {}), document) and not {"limit", "cursor"} <= taken:
            unpaged.add(f"GET {path}")
    assert unpaged <= SHORT.keys()
