"""How the services do, as the status page learns it: from each of them, side by side, within a bound."""

import asyncio
import time

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services.asset.app import SERVICE
from services.portal.status import queries
from services.portal.status.queries import all_services
from shared.runtime.ports import any_free
from shared.settings import PORTS, PlatformSettings
from shared.testing.serving import Serve, Serving

from .loopback import listening

PATH = "/v1/platform/status"


def installation(**addresses: str) -> PlatformSettings:
    """Services at these addresses; nobody listens for the others."""
    nobody = {f"{name}_url": f"http://127.0.0.1:{any_free()}" for name in PORTS}
    return PlatformSettings(secret="only for tests", **{**nobody, **addresses})


async def until_known(service: Serving) -> None:
    """Before a consumer has joined and looked, what it has still to read is not known, and not said to be nothing."""
    async with asyncio.timeout(20):
        while None in [one["lag"] for one in (await service.client().get(PATH)).json()["consumers"]]:
            await asyncio.sleep(0.1)


async def test_a_service_that_works_is_shown_as_it_says_itself_and_every_other_as_away(serve: Serve):
    asset = await serve(SERVICE)
    await asset.ready()
    await until_known(asset)
    async with asset.listening() as address:
        lines = {line.name: line for line in await all_services(installation(asset_url=address))}
        said = (await asset.client().get(PATH)).json()
    assert list(lines) == list(PORTS)
    assert {name for name, line in lines.items() if line.status is None} == PORTS.keys() - {"asset"}
    shown = lines["asset"].status
    assert shown is not None
    assert (shown.ready, shown.checks, shown.parked) == (True, said["checks"], 0)
    assert all(shown.checks.values())
    assert {one.name for one in shown.consumers} == {one["name"] for one in said["consumers"]}
    assert lines["asset"].lag == sum(one.lag or 0 for one in shown.consumers)
    assert lines["portal"].lag is None


@pytest.mark.parametrize("content", [b"<html>", b"{}", b'{"ready": "perhaps"}'])
async def test_who_says_something_else_under_the_address_is_no_service_of_ours(content: bytes):
    async def answer(_request: Request) -> Response:
        return Response(content)

    async with listening(Route(PATH, answer)) as address:
        lines = await all_services(installation(notify_url=address))
    assert [line.status for line in lines] == [None] * len(PORTS)


async def test_services_that_do_not_answer_are_waited_for_side_by_side_and_not_for_long(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(queries, "SECONDS", 1.0)
    over = asyncio.Event()

    async def silent(_request: Request) -> Response:
        await over.wait()
        return Response(b"")

    async with listening(Route(PATH, silent)) as address:
        started = time.monotonic()
        lines = await all_services(installation(**{f"{name}_url": address for name in PORTS}))
        took = time.monotonic() - started
        over.set()
    assert [line.status for line in lines] == [None] * len(PORTS)
    assert 1.0 <= took < len(PORTS) * 1.0
