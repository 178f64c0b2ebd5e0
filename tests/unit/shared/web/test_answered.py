"""A request that was not answered by its route is answered all the same, and as everything else is."""

import asyncio
import json
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from shared.web.answered import Answered

ASKED: dict[str, Any] = {"type": "http", "method": "GET", "path": "/page", "headers": [], "query_string": b""}


class Reader:
    """What came of a request, as the server would send it."""

    def __init__(self) -> None:
        self.sent: list[Any] = []

    async def receive(self) -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message: Any) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def headers(self) -> dict[bytes, bytes]:
        return dict(self.sent[0]["headers"])

    @property
    def problem(self) -> Any:
        assert self.headers[b"content-type"] == b"application/problem+json"
        return json.loads(b"".join(one.get("body", b"") for one in self.sent[1:]))


async def asked(app: ASGIApp, *, cut: bool = False) -> Reader:
    reader = Reader()
    task = asyncio.create_task(_run(Answered(app), reader))
    if cut:
        for _ in range(3):
            await asyncio.sleep(0)
        task.cancel("as uvicorn does once it has drained long enough")
    await task
    return reader


async def _run(app: ASGIApp, reader: Reader) -> None:
    await app(dict(ASKED), reader.receive, reader.send)


def fails(error: Exception) -> ASGIApp:
    async def app(*_: Any) -> None:
        raise error

    return app


async def for_ever(*_: Any) -> None:
    await asyncio.Event().wait()


async def test_a_request_that_is_cut_off_is_told_to_come_again():
    reader = await asked(for_ever, cut=True)
    assert (reader.status, reader.headers[b"retry-after"]) == (503, b"2")
    assert reader.problem["type"] == "urn:pactline:problem:unavailable"


@pytest.mark.parametrize(
    ("error", "status"), [(ConnectionRefusedError(), 503), (TimeoutError(), 503), (ZeroDivisionError(), 500)]
)
async def test_a_failure_that_no_route_answered_is_a_problem(error: Exception, status: int):
    reader = await asked(fails(error))
    assert (reader.status, reader.problem["status"]) == (status, status)


async def test_an_answer_that_has_begun_stays_cut():
    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await asyncio.Event().wait()

    with pytest.raises(asyncio.CancelledError):
        await asked(app, cut=True)


async def test_an_answer_is_left_as_it_is():
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await Response(Request(scope).url.path, 201)(scope, receive, send)

    reader = await asked(app)
    assert (reader.status, reader.sent[1]["body"]) == (201, b"/page")
