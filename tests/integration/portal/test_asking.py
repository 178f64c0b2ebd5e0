"""What pages are told by other services over HTTP: parts that are there, and why others are not."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from services.portal.pages.frame import asking
from services.portal.pages.frame.asking import MOST_PAGES, Asking, Others, Seen
from shared.runtime.ports import any_free
from shared.settings import PlatformSettings
from shared.web.paging import MOST

from .loopback import listening

Answering = Callable[[Request], Awaitable[Response]]


class Lines(Seen):
    lines: list[int]


def pages_up_to(last: int) -> Answering:
    """`last` pages, each with its own number and the way to the next."""

    async def answer(request: Request) -> Response:
        assert request.query_params["limit"] == str(MOST)
        number = int(request.query_params.get("cursor", "1"))
        onward = {"Link": f'</v1/lines?limit={MOST}&cursor={number + 1}>; rel="next"'} if number < last else {}
        return JSONResponse({"lines": [number]}, headers=onward)

    return answer


def always(status: int, content: bytes = b"{}") -> Answering:
    async def answer(_request: Request) -> Response:
        return Response(content, status)

    return answer


@contextlib.asynccontextmanager
async def asked(answer: Answering | None, methods: tuple[str, ...] = ("GET",)) -> AsyncIterator[Asking]:
    """Anna, who asks the customer service; without an answer nobody listens there."""
    async with contextlib.AsyncExitStack() as stack:
        address = f"http://127.0.0.1:{any_free()}"
        if answer is not None:
            address = await stack.enter_async_context(listening(Route("/v1/lines", answer, methods=methods)))
        others = Others(PlatformSettings(secret="only for tests", customer_url=address))
        stack.push_async_callback(others.close)
        yield Asking(others, "anna", "session-1", "chain-1", "en")


async def test_a_list_is_asked_for_to_its_end():
    async with asked(pages_up_to(3)) as anna:
        part = await anna.ask_whole("customer", "/v1/lines", Lines, "lines")
    assert (part.value, part.cursor) == (Lines(lines=[1, 2, 3]), "")


async def test_a_list_without_end_is_cut_and_says_where_it_goes_on():
    async with asked(pages_up_to(10**6)) as anna:
        part = await anna.ask_whole("customer", "/v1/lines", Lines, "lines")
    assert part.value is not None
    assert (len(part.value.lines), part.cursor) == (MOST_PAGES, str(MOST_PAGES + 1))


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (always(404), "none"),
        (always(403), "refused"),
        (always(401), "away"),
        (always(429), "away"),
        (always(503), "away"),
        (always(200, b'{"lines": "seven"}'), "away"),
        (always(200, b"<html>"), "away"),
        (None, "away"),
    ],
)
async def test_a_part_that_is_not_there_says_why(answer: Answering | None, state: str):
    async with asked(answer) as anna:
        part = await anna.ask("customer", "/v1/lines", Lines)
    assert (part.value, part.state, bool(part)) == (None, state, False)


async def test_who_does_not_answer_in_time_is_away(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(asking, "SECONDS", 0.3)

    async def slow(_request: Request) -> Response:
        await asyncio.sleep(1)
        return JSONResponse({"lines": []})

    async with asyncio.timeout(20), asked(slow) as anna:
        assert (await anna.ask("customer", "/v1/lines", Lines)).state == "away"


async def test_a_person_asks_with_a_token_of_theirs_in_their_chain_of_causes_and_only_for_what_is_set():
    heard: list[Request] = []

    async def answer(request: Request) -> Response:
        heard.append(request)
        return JSONResponse({"lines": []})

    async with asked(answer) as anna:
        await anna.ask("customer", "/v1/lines", Lines, {"q": "bridge", "unit_id": "", "stage": None})
        await anna.ask("customer", "/v1/lines", Lines)
    first, second = heard
    assert first.headers["correlation-id"] == "chain-1"
    assert dict(first.query_params) == {"q": "bridge"}
    assert first.headers["authorization"].startswith("Bearer ")
    assert first.headers["authorization"] == second.headers["authorization"]


async def test_a_command_carries_its_key_and_the_version_it_was_made_on_and_its_refusal_comes_back_in_words():
    heard: dict[str, Any] = {}

    async def answer(request: Request) -> Response:
        heard.update(request.headers, body=await request.json())
        problem = {"type": "urn:pactline:problem:stale-version", "title": "Stale", "detail": "Somebody was first."}
        return JSONResponse(problem, 412)

    async with asked(answer, ("PUT",)) as anna:
        told = await anna.tell("customer", "/v1/lines", {"a": 1}, key="k-1", method="PUT", version=7)
    why = "Somebody else changed it meanwhile: load it again before you change it."
    assert (told.done, told.status, told.why) == (False, 412, why)
    assert (heard["idempotency-key"], heard["if-match"], heard["body"]) == ("k-1", '"7"', {"a": 1})


async def test_a_command_that_nobody_answers_is_not_said_to_be_done():
    async with asked(None) as anna:
        told = await anna.tell("customer", "/v1/lines", {}, key="k-1")
    assert (told.done, told.status) == (False, 503)
