"""Every address of every service that takes GET takes HEAD, and tells the same without the body."""

import asyncio
import re

import httpx
import pytest

from services.portal.pages.frame.static import address_of
from shared.testing.serving import Serve
from shared.values.ids import new_id
from tests.integration.security import walking
from tests.integration.security.walking import OWNER_UNIT, SOMETHING

OF_THE_MOMENT = {"date", "correlation-id", "content-length", "transfer-encoding", "set-cookie", "retry-after"}
"""Headers that differ from one GET to the next, or say how the body travels."""

MEASURED = {"/metrics", "/readyz", "/livez", "/v1/platform/status", "/status"}
"""Their answers, and so their lengths, are of the moment too."""


def told(answer: httpx.Response) -> tuple[int, dict[str, str]]:
    return answer.status_code, {name: said for name, said in answer.headers.items() if name not in OF_THE_MOMENT}


@pytest.mark.parametrize("name", walking.services())
async def test_head_tells_what_get_tells_without_the_body_at_every_address(serve: Serve, name: str):
    serving = await serve(walking.declared(name))
    await serving.ready()
    await serving.unit(OWNER_UNIT, None, "headquarters")
    await walking.fill(serving, OWNER_UNIT)
    token = (await serving.caller(new_id(), ["*"], OWNER_UNIT)).headers["authorization"]
    paths = {route.path for route in serving.app.routes if "GET" in (getattr(route, "methods", None) or ())}
    assert len(paths) > 5
    different = {}
    async with serving.listening() as address, httpx.AsyncClient(base_url=address, timeout=20) as client:
        client.headers["authorization"] = token
        for path in sorted(paths):
            place = re.sub(r"\{[^}]*\}", SOMETHING, path)
            head = await client.head(place)
            async with client.stream("GET", place) as get:
                if told(head) != told(get) or head.content:
                    different[path] = (told(head), told(get))
                if path not in MEASURED and head.headers.get("content-length") != get.headers.get("content-length"):
                    different[path] = (head.headers.get("content-length"), get.headers.get("content-length"))
    assert different == {}


async def test_head_of_a_file_and_of_what_never_ends_comes_back_at_once(serve: Serve):
    portal, notify = await serve(walking.declared("portal")), await serve(walking.declared("notify"))
    async with portal.listening() as address, httpx.AsyncClient(base_url=address) as client:
        file = address_of("pactline.css")
        head, get = await client.head(file), await client.get(file)
        assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(get.content)))
    await notify.unit(OWNER_UNIT, None, "headquarters")
    token = (await notify.caller(new_id(), ["*"], OWNER_UNIT)).headers["authorization"]
    async with notify.listening() as address, httpx.AsyncClient(base_url=address, timeout=20) as client:
        async with asyncio.timeout(10):
            head = await client.head("/v1/inbox/stream", headers={"authorization": token})
        assert (head.status_code, head.headers["content-type"].partition(";")[0]) == (200, "text/event-stream")


@pytest.mark.parametrize("name", walking.services())
async def test_what_takes_no_get_takes_no_head(serve: Serve, name: str):
    serving = await serve(walking.declared(name))
    client = serving.client()
    taken: dict[str, set[str]] = {}
    for operation in walking.operations(serving.app.openapi()):
        taken.setdefault(operation.path, set()).add(operation.method)
    for path, methods in taken.items():
        answer = await client.request("HEAD", re.sub(r"\{[^}]*\}", SOMETHING, path))
        assert answer.content == b""
        assert (answer.status_code == 405) == ("GET" not in methods), path
        if answer.status_code == 405:
            assert set(answer.headers["allow"].split(", ")) >= methods
            assert "HEAD" not in answer.headers["allow"]
