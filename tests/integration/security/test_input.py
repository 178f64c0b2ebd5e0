"""The inputs that platform services promise to refuse, one by one, at every operation of every service."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import httpx
import pytest

from shared.testing.serving import Serve, Serving
from shared.web.intake import LARGEST_BODY

from . import walking
from .walking import OWNER_UNIT, SOMETHING, Operation

ECHO = "never-repeated"
T = TypeVar("T")

BODIES = {
    "no UTF-8": (b'{"field": "%s \xff"}', "/field"),
    "a key twice": (b'{"field": "%s", "field": 2}', "/field"),
    "NaN": (b'{"field": ["%s", NaN]}', "/field/1"),
    "an infinity": (b'{"field": ["%s", -Infinity]}', "/field/1"),
    "no number that is": (b'{"field": ["%s", 1e999999]}', "/field/1"),
    "NUL": (b'{"field": "%s \\u0000"}', "/field"),
    "NUL in a name": (b'{"field": {"\\u0000%s": 1}}', "/field"),
    "half a pair": (b'{"field": "%s \\udfff"}', "/field"),
    "nesting": (b'{"field": ' + b"[" * 33 + b'"%s"' + b"]" * 33 + b"}", "/field" + "/0" * 31),
    "more nesting than a stack": (b'{"field": ' + b"[" * 100_000, "/field" + "/0" * 31),
}
"""Refused with 400, wherever they stand, and the place named."""

WRONG: dict[str, tuple[Any, ...]] = {
    "integer": (True, "1", "\uff11", 1.5),
    "number": (True, "\uff11", "1e999999", "NaN", "Infinity"),
    "boolean": (1, "true", "\uff11"),
    "string": (1, True, ["x"]),
    "date": ("2026-02-30", "2026-3-1", "\uff12026-01-01", "0000-01-01", 20_260_301, "2026-03-01T00:00:00Z", True),
    "date-time": ("2026-02-30T00:00:00Z", "2026-03-01T25:00:00Z", True),
}
"""Values that a field of a type or format does not take."""


def resolved(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema or "anyOf" in schema or "oneOf" in schema:
        if "$ref" in schema:
            schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        else:
            schema = (schema.get("anyOf") or schema["oneOf"])[0]
    return schema


def fields(schema: dict[str, Any], document: dict[str, Any], at: tuple[str | int, ...] = ()) -> Iterator[Any]:
    """Every field of a body with what it takes, down to lists of things."""
    schema = resolved(schema, document)
    if "properties" in schema:
        for name, inner in schema["properties"].items():
            yield from fields(inner, document, (*at, name))
    elif "items" in schema:
        yield from fields(schema["items"], document, (*at, 0))
    elif "type" in schema:
        yield at, schema.get("format") if schema.get("format") in WRONG else schema["type"]


def body_with(schema: dict[str, Any], document: dict[str, Any], at: tuple[str | int, ...], value: Any) -> Any:
    """An example with another value at one place."""
    if not at:
        return value
    schema, (first, *rest) = resolved(schema, document), at
    if first == 0:
        return [body_with(schema["items"], document, tuple(rest), value)]
    inner = body_with(schema["properties"][first], document, tuple(rest), value)
    return {**walking.example(schema, document), first: inner}


def in_turn(known: Sequence[T], turn: int | None) -> Sequence[T]:
    """All of them; or the first, which tells most, and one of the others, another one each turn."""
    return known if turn is None or len(known) < 2 else (known[0], known[1 + turn % (len(known) - 1)])


def hostile(
    operation: Operation, document: dict[str, Any], turn: int | None
) -> Iterator[tuple[str, bytes, int, str | None]]:
    """What to send, with the status and the pointer that must come back: everything everywhere, or each in its turn."""
    assert operation.body is not None
    field = ECHO.encode()
    for name, (body, pointer) in in_turn([*BODIES.items()], turn):
        yield name, body.replace(b"%s", field), 400, pointer
    yield "too large", b'{"a": "' + b"a" * LARGEST_BODY + b'"}', 413, None
    known = walking.example(operation.body, document)
    yield "an unknown field", json.dumps({**known, "nonsense": ECHO}).encode(), 422, "/nonsense"
    yield "a list", b"[1]", 422, ""
    for place, (at, kind) in enumerate(fields(operation.body, document)):
        for value in in_turn(WRONG.get(kind, ()), None if turn is None else turn + place):
            body = json.dumps(body_with(operation.body, document, at, value)).encode()
            yield f"{value!r} at {at}", body, 422, "".join(f"/{step}" for step in at)


async def faults_of(answer: httpx.Response, status: int, pointer: str | None) -> str | None:
    told = answer.headers.get("content-type") == "application/problem+json" and ECHO not in answer.text
    if answer.status_code != status or not told:
        return f"{answer.status_code} {answer.text[:300]}"
    if pointer is not None and not any(
        one["pointer"] == pointer or one["pointer"].startswith(pointer + "/") for one in answer.json().get("errors", ())
    ):
        return f"does not name {pointer}: {answer.text[:300]}"
    return None


async def open_to_all(serve: Serve, name: str) -> tuple[Serving, httpx.AsyncClient]:
    serving = await serve(walking.declared(name), rate_per_second=0)
    await serving.unit(OWNER_UNIT, None, "headquarters")
    return serving, await serving.caller("anna", ["*"], OWNER_UNIT)


async def stored(serving: Serving) -> int:
    """Of the caller's: what the service itself does about others' events goes on meanwhile."""
    pool = serving.running.store.database.pool("system")
    events, answers = "FROM events WHERE meta->>'actor' = 'anna'", "FROM idempotency WHERE caller = 'anna'"
    return int(await pool.fetchval(f"SELECT (SELECT count(*) {events}) + (SELECT count(*) {answers})"))


@pytest.mark.parametrize("everything", [False, pytest.param(True, marks=pytest.mark.full)], ids=["in turn", "all"])
@pytest.mark.parametrize("name", walking.services())
async def test_a_hostile_body_is_refused_with_its_place_and_nothing_is_stored(
    name: str, everything: bool, serve: Serve
):
    serving, anna = await open_to_all(serve, name)
    document, passed, before = serving.app.openapi(), [], await stored(serving)
    headers = {"Content-Type": "application/json", "If-Match": '"1"'}
    for turn, operation in enumerate(walking.operations(document)):
        if operation.body is None:
            continue
        for what, body, status, pointer in hostile(operation, document, None if everything else turn):
            answer = await anna.request(operation.method, operation.address, content=body, headers=headers)
            if fault := await faults_of(answer, status, pointer):
                passed.append(f"{operation.name}, {what}: {fault}")
    assert passed == []
    assert await stored(serving) == before


@pytest.mark.parametrize("name", walking.services())
async def test_a_hostile_address_is_refused_with_its_place(name: str, serve: Serve):
    serving, anna = await open_to_all(serve, name)
    passed = []
    for operation in walking.operations(serving.app.openapi()):
        asked = [one["name"] for one in operation.parameters if one["in"] == "query"]
        named = [one["name"] for one in operation.parameters if one["in"] == "path"]
        addresses = [(f"{operation.address}?{one}=%00", f"/query/{one}") for one in asked]
        addresses += [(f"{operation.address}?{one}=%ED%A0%80", f"/query/{one}") for one in asked]
        addresses += [(operation.address.replace(SOMETHING, "%00", 1), f"/path/{one}") for one in named[:1]]
        addresses.append((f"{operation.address}?nonsense={ECHO}", "/query/nonsense"))
        for address, pointer in addresses:
            answer = await anna.request(operation.method, address, headers={"If-Match": '"1"'})
            if fault := await faults_of(answer, 422, pointer):
                passed.append(f"{operation.method} {address}: {fault}")
    assert passed == []
