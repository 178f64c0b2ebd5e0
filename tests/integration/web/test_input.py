import asyncio
import gzip
import json

import pytest

from shared.testing.serving import Serving

BOTH = ["sample.note.*"]
NOTE = {"text": "hello", "effective_on": "2026-03-01"}
JSON = {"Content-Type": "application/json"}
GOOD = b'{"text": "hello", "effective_on": "2026-03-01"}'

REFUSED = {
    "not JSON": (b"{", JSON, 400, ""),
    "a key twice": (b'{"text": "a", "text": "b", "effective_on": "2026-03-01"}', JSON, 400, "/text"),
    "NaN": (b'{"text": "a", "effective_on": "2026-03-01", "weight": NaN}', JSON, 400, "/weight"),
    "out of range": (b'{"text": "a", "effective_on": "2026-03-01", "weight": 1e999999}', JSON, 400, "/weight"),
    "NUL": (b'{"text": "\\u0000", "effective_on": "2026-03-01"}', JSON, 400, "/text"),
    "half a pair": (b'{"text": "\\ud800", "effective_on": "2026-03-01"}', JSON, 400, "/text"),
    "nesting": (
        b'{"text": ' + b"[" * 40 + b"]" * 40 + b', "effective_on": "2026-03-01"}',
        JSON,
        400,
        "/text" + "/0" * 31,
    ),
    "another type": (GOOD, {"Content-Type": "text/plain"}, 415, None),
    "another type of JSON": (GOOD, {"Content-Type": "application/merge-patch+json"}, 415, None),
    "another charset": (GOOD, {"Content-Type": "application/json; charset=GBK"}, 415, None),
    "no type": (GOOD, {}, 415, None),
    "compressed": (gzip.compress(GOOD), {**JSON, "Content-Encoding": "gzip"}, 415, None),
    "said to be compressed": (GOOD, {**JSON, "Content-Encoding": "identity, br"}, 415, None),
    "nothing": (b"", JSON, 422, ""),
    "a list": (b"[]", JSON, 422, ""),
    "an unknown field": (b'{"text": "a", "effective_on": "2026-03-01", "x": 1}', JSON, 422, "/x"),
    "a missing field": (b'{"text": "a"}', JSON, 422, "/effective_on"),
    "a number for a text": (b'{"text": 1, "effective_on": "2026-03-01"}', JSON, 422, "/text"),
    "a boolean for a number": (b'{"text": "a", "effective_on": "2026-03-01", "weight": true}', JSON, 422, "/weight"),
    "no such day": (b'{"text": "a", "effective_on": "2026-02-30"}', JSON, 422, "/effective_on"),
    "a number for a day": (b'{"text": "a", "effective_on": 20260301}', JSON, 422, "/effective_on"),
    "a time for a day": (b'{"text": "a", "effective_on": "2026-03-01T00:00:00Z"}', JSON, 422, "/effective_on"),
    "too long": (b'{"text": "' + b"a" * 101 + b'", "effective_on": "2026-03-01"}', JSON, 422, "/text"),
}


NO_REQUESTS = {
    "no HTTP": b"\x16\x03\x01\x02\r\n\r\n",
    "no host": b"GET /livez HTTP/1.1\r\n\r\n",
    "a length that is none": b"POST /v1/notes HTTP/1.1\r\nHost: a\r\nContent-Length: never-repeated\r\n\r\n",
    "two lengths": b"POST /v1/notes HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "a length and chunks": (
        b"POST /v1/notes HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    ),
    "NUL": b"GET /livez HTTP/1.1\r\nHost: a\r\nX-Note: never\0repeated\r\n\r\n",
    "a header without end": b"GET /livez HTTP/1.1\r\nHost: a\r\nX-Note: " + b"a" * 65_600,
}


@pytest.fixture
async def anna(service: Serving):
    return await service.caller("anna", BOTH, "north")


async def test_what_can_not_be_taken_is_refused_with_its_place_and_nothing_is_stored(service: Serving, anna):
    for name, (body, headers, status, pointer) in REFUSED.items():
        answer = await anna.post("/v1/notes", content=body, headers=headers)
        assert answer.status_code == status, (name, answer.text)
        assert answer.headers["content-type"] == "application/problem+json", name
        if pointer is not None:
            assert [one["pointer"] for one in answer.json()["errors"]] == [pointer], name
    pool = service.running.store.database.pool("system")
    assert await pool.fetchval("SELECT count(*) FROM events") == 0
    assert await pool.fetchval("SELECT count(*) FROM idempotency") == 0
    for headers in (JSON, {**JSON, "Content-Encoding": "Identity"}):
        assert (await anna.post("/v1/notes", content=GOOD, headers=headers)).status_code == 201


async def test_a_refused_coding_is_told_what_is_taken(anna):
    answer = await anna.post("/v1/notes", content=GOOD, headers={**JSON, "Content-Encoding": "gzip"})
    assert (answer.json()["type"], answer.headers["accept-encoding"]) == (
        "urn:pactline:problem:content-coding",
        "identity",
    )


async def test_a_body_over_a_mebibyte_is_refused_also_when_it_comes_in_pieces(anna):
    large = b'{"text": "' + b"a" * 1_048_576 + b'", "effective_on": "2026-03-01"}'

    async def pieces():
        for start in range(0, len(large), 65_536):
            yield large[start : start + 65_536]

    whole = await anna.post("/v1/notes", content=large, headers=JSON)
    in_pieces = await anna.post("/v1/notes", content=pieces(), headers=JSON)
    for answer in (whole, in_pieces):
        assert (answer.status_code, answer.json()["type"]) == (413, "urn:pactline:problem:payload-too-large")


async def test_what_is_no_request_is_refused_before_the_service_by_a_problem_too(service: Serving):
    async with service.listening() as address:
        host, _, port = address.removeprefix("http://").partition(":")
        for name, sent in NO_REQUESTS.items():
            reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(sent)
            head, _, body = (await asyncio.wait_for(reader.read(), 10)).partition(b"\r\n\r\n")
            writer.close()
            assert head.startswith(b"HTTP/1.1 400 Bad Request\r\n"), (name, head)
            assert b"content-type: application/problem+json" in head, name
            assert (json.loads(body)["type"], b"repeated" in body) == ("urn:pactline:problem:malformed-header", False)


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/v1/notes/not-an-id", 422),
        ("GET", "/v1/notes/00000000-0000-0000-0000-000000000000", 404),
        ("DELETE", "/v1/notes", 405),
        ("GET", "/v1/notes?limit=１", 422),
        ("GET", "/v1/notes?limit=0", 422),
        ("GET", "/v1/notes?limit=1e1", 422),
        ("GET", "/v1/notes/", 404),
        ("GET", "/v1/faults", 500),
        ("POST", "/v1/failures", 422),
    ],
)
async def test_every_refusal_is_a_problem(anna, method, address, status):
    answer = await anna.request(method, address)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    assert answer.json()["status"] == status
    assert "secret" not in answer.text
    assert answer.headers["correlation-id"]


@pytest.mark.parametrize(
    ("address", "pointers"),
    [
        ("/v1/notes?limti=2", ["/query/limti"]),
        ("/v1/notes?limit=2&a=1&b", ["/query/a", "/query/b"]),
        ("/v1/notes?limit=1&limit=2", ["/query/limit"]),
        ("/v1/notes?%00=1", ["/query/?"]),
        ("/v1/notes?cursor=%00", ["/query/cursor"]),
        ("/v1/notes?cursor=%ED%A0%80", ["/query/cursor"]),
        ("/v1/notes?cursor=%FF", ["/query/cursor"]),
        ("/v1/notes/a%00", ["/path/note_id"]),
        ("/v1/notes/%ED%A0%80", ["/path/note_id"]),
    ],
)
async def test_what_an_address_may_not_hold_is_refused_and_named(anna, address, pointers):
    answer = await anna.get(address)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:pactline:problem:invalid-input"), answer.text
    assert [one["pointer"] for one in answer.json()["errors"]] == pointers


async def test_text_of_any_script_is_no_fault_of_an_address(anna):
    answer = await anna.get("/v1/notes", params={"cursor": "長江 \U00020bb7"})
    assert [one["detail"] for one in answer.json()["errors"]] == ["The cursor is not one that this list gave."]


async def test_a_method_not_taken_is_told_every_method_that_the_path_takes(anna):
    for address, allowed in (("/v1/notes", "GET, HEAD, POST"), (f"/v1/notes/{'0' * 8}", "GET, HEAD, PUT")):
        answer = await anna.delete(address)
        assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


async def test_a_correlation_id_goes_into_the_event_and_comes_back(service: Serving, anna):
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    made = await anna.post("/v1/notes", json=NOTE, headers={"Correlation-Id": "job-7", "traceparent": trace})
    assert made.headers["correlation-id"] == "job-7"
    meta = await service.running.store.database.pool("system").fetchval("SELECT meta FROM events")
    assert (meta["correlation"], meta["actor"], meta["unit"]) == ("job-7", "anna", "north")
    assert meta["trace"].split("-")[1] == trace.split("-")[1]


async def test_a_caller_over_the_rate_is_told_when_to_come_back(service: Serving, anna):
    service.running.limit._rate, service.running.limit._burst = 0.001, 2.0
    answers = [await anna.get("/v1/notes") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].headers["retry-after"] == "1"


async def test_a_service_says_how_it_is(service: Serving, anna):
    assert (await anna.get("/livez")).text == "alive"
    status = (await anna.get("/v1/platform/status")).json()
    assert status["checks"]["database"]
    assert status["checks"]["migration"]
    await anna.post("/v1/notes", json=NOTE)
    figures = (await anna.get("/metrics")).text
    assert 'pactline_commands_total{command="write_note",outcome="201",service="sample"}' in figures
    assert 'pactline_events_appended_total{service="sample",type="note.written.v1"}' in figures
