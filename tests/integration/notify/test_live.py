import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from shared.testing.hostile import behind_a_socket

from .conftest import ALL, Notify, met, overdue, signed


@pytest.fixture
async def address(notify: Notify) -> AsyncIterator[str]:
    """The application behind a real socket: an in-process transport would keep a stream until its end."""
    async with behind_a_socket(notify.serving.app) as reached:
        yield reached


async def events(lines: AsyncIterator[str], count: int) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    place = ""
    async for line in lines:
        if line.startswith("id: "):
            place = line[4:]
        if line.startswith("data: "):
            found.append((place, json.loads(line[6:])))
        if len(found) == count:
            return found
    raise AssertionError("the stream ended")


async def test_a_message_arrives_live_and_a_reader_who_comes_back_misses_nothing(notify: Notify, address: str):
    await notify.serving.grant("li", ALL, "suzhou")
    token = {"Authorization": f"Bearer {notify.serving.issuer.token('li', 'notify')}"}
    async with httpx.AsyncClient(base_url=address, headers=token, timeout=10) as client:
        async with client.stream("GET", "/v1/inbox/stream", params={"locale": "en"}) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            await notify.hears(signed())
            await notify.sends()
            ((place, first),) = await asyncio.wait_for(events(answer.aiter_lines(), 1), 10)
            assert first["title"] == "Contract P-2026-1 is signed"
        await notify.hears(signed(8, signed_on="2026-04-01"))
        await notify.sends()
        back = {"Last-Event-ID": place}
        async with client.stream("GET", "/v1/inbox/stream", headers=back) as answer:
            ((_, missed),) = await asyncio.wait_for(events(answer.aiter_lines(), 1), 10)
            assert missed["message_id"] != first["message_id"]


async def test_a_reader_hears_live_that_what_they_were_told_of_is_over(notify: Notify, address: str):
    await notify.serving.grant("li", ALL, "nanjing")
    token = {"Authorization": f"Bearer {notify.serving.issuer.token('li', 'notify')}"}
    async with httpx.AsyncClient(base_url=address, headers=token, timeout=10) as client:
        async with client.stream("GET", "/v1/inbox/stream", params={"locale": "en"}) as answer:
            lines = answer.aiter_lines()
            await notify.hears(signed(), overdue())
            await notify.sends()
            told = dict(await asyncio.wait_for(events(lines, 2), 10))
            (late,) = [one for one in told.values() if one["rule"] == "obligation-overdue"]
            await notify.hears(met())
            ((place, over),) = await asyncio.wait_for(events(lines, 1), 10)
        assert over["message_id"] == late["message_id"]
        assert int(place) > max(int(one) for one in told)


async def test_the_stream_needs_a_token_and_the_permission(notify: Notify, address: str):
    async with httpx.AsyncClient(base_url=address) as client:
        assert (await client.get("/v1/inbox/stream")).status_code == 401
        token = {"Authorization": f"Bearer {notify.serving.issuer.token('bo', 'notify')}"}
        assert (await client.get("/v1/inbox/stream", headers=token)).status_code == 403


@pytest.mark.parametrize("end", ["session", "person"])
async def test_the_stream_ends_with_its_session_and_with_its_readers_leaving(notify: Notify, address: str, end: str):
    serving = notify.serving
    await serving.grant("li", ALL, "suzhou")
    token = {"Authorization": f"Bearer {serving.issuer.token('li', 'notify', session='s-1')}"}
    async with (
        httpx.AsyncClient(base_url=address, headers=token, timeout=10) as client,
        client.stream("GET", "/v1/inbox/stream") as answer,
    ):
        assert answer.status_code == 200
        await (serving.sign_out("li", "s-1") if end == "session" else serving.leave("li"))
        async with asyncio.timeout(5):
            assert [line async for line in answer.aiter_lines() if line.startswith("data:")] == []
