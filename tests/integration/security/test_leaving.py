"""Somebody leaves: from the portal's answer on, or from midnight on where the day was planned, no service answers them
longer than two seconds, and no page either.
"""

import asyncio
import time
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx
import pytest

from services.portal.setup.handlers import bootstrap_secret
from services.portal.token.handlers import issuer_of
from shared.settings import PORTS
from shared.testing.hostile import behind_a_socket
from shared.testing.isolation import SECRET
from shared.testing.serving import Serve, Serving
from shared.values.clock import INSTALLATION_ZONE, business_date

from . import walking

PASSWORD = "correct horse battery"
WITHIN_SECONDS = 2.0
LONGEST_SECONDS = 60.0
YARDSTICK_SECONDS = 0.1
READS = {
    "portal": "/v1/staff",
    "customer": "/v1/customers",
    "contract": "/v1/contracts",
    "asset": "/v1/assets",
    "scoring": "/v1/models",
    "notify": "/v1/inbox",
}
"""Something that a leaver could read everywhere until now."""
REFUSED = (401, 403)
MIDNIGHT = "UPDATE deadlines SET due_at = clock_timestamp() WHERE kind = 'portal.staff_leaving'"
ASKED = "SELECT due_at <= clock_timestamp() FROM deadlines WHERE kind = 'portal.staff_leaving'"


class Eve:
    """The machine's clock on the evening before: its day is yesterday's until midnight has come."""

    def __init__(self) -> None:
        self.over = False

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self, zone: ZoneInfo = INSTALLATION_ZONE) -> date:
        return business_date(self.now(), zone) - timedelta(days=not self.over)


async def administrator(portal: Serving) -> tuple[httpx.AsyncClient, str]:
    """Who lets people go, and the headquarters."""
    body = {
        "bootstrap": bootstrap_secret(SECRET),
        "organisation": "Great Wall Trading",
        "administrator": {"login": "root", "name": "Root", "password": PASSWORD},
    }
    unit = (await portal.client().post("/v1/setup", json=body)).json()["unit_id"]
    return await speaking(portal, portal, await session_of(portal, "root")), unit


async def session_of(portal: Serving, login: str) -> str:
    made = await portal.client().post("/v1/sessions", json={"login": login, "password": PASSWORD})
    assert made.status_code == 201, made.text
    return str(made.json()["session"])


async def speaking(portal: Serving, service: Serving, session: str) -> httpx.AsyncClient:
    """A caller of a service, with the portal's token for it."""
    asked = {"session": session, "audience": service.running.name}
    made = await portal.client().post("/v1/tokens", json=asked)
    return service.client({"Authorization": f"Bearer {made.json()['token']}"})


async def refused_after(client: httpx.AsyncClient, path: str, since: float) -> float:
    """Seconds until the service refuses, asked ten times a second."""
    while time.monotonic() - since < LONGEST_SECONDS:
        if (await client.get(path)).status_code in REFUSED:
            return time.monotonic() - since
        await asyncio.sleep(0.1)
    return LONGEST_SECONDS


def shared_by() -> float:
    """How many times longer than alone a little work takes here now: 1 on a machine that nobody else uses."""
    wall, own = time.monotonic(), time.thread_time()
    while time.thread_time() - own < YARDSTICK_SECONDS:
        pass
    return max(1.0, (time.monotonic() - wall) / YARDSTICK_SECONDS)


async def midnight(portal: Serving, eve: Eve) -> None:
    """The planned day begins; that it had not begun before was asked and answered."""
    pool = portal.running.store.database.pool("system")
    async with asyncio.timeout(LONGEST_SECONDS):
        while await pool.fetchval(ASKED):
            await asyncio.sleep(0.02)
    eve.over = True
    await pool.execute(MIDNIGHT)


async def ended_after(answer: httpx.Response, since: list[float]) -> float:
    """Seconds until a live stream ends."""
    async for _ in answer.aiter_raw():
        pass
    return time.monotonic() - since[0]


@pytest.mark.parametrize("planned", [False, True], ids=["at once", "on a planned day"])
async def test_who_leaves_is_refused_by_all_six_services_within_two_seconds_and_their_live_page_ends(
    serve: Serve, *, planned: bool
):
    assert READS.keys() == PORTS.keys()
    prefix, eve = f"t{uuid4().hex[:8]}-", Eve()
    async with AsyncExitStack() as stack:
        services = {
            name: await serve(walking.declared(name), own_keys=issuer_of, topic_prefix=prefix)
            for name in PORTS
            if name != "portal"
        }
        notify = await stack.enter_async_context(behind_a_socket(services["notify"].app))
        portal = services["portal"] = await serve(
            walking.declared("portal"), clock=eve, own_keys=issuer_of, topic_prefix=prefix, notify_url=notify
        )
        for service in services.values():
            await service.ready()
        root, unit = await administrator(portal)
        body = {"unit_id": unit, "login": "anna", "name": "Anna", "effective_on": "2026-01-01", "password": PASSWORD}
        made = await root.post("/v1/staff", json={**body, "must_change_password": False})
        anna = made.json()["staff_id"]
        await root.post(f"/v1/staff/{anna}/roles", json={"role": "administrator", "unit_id": unit})
        session = await session_of(portal, "anna")
        callers = {name: await speaking(portal, service, session) for name, service in services.items()}
        async with asyncio.timeout(60):
            for name, caller in callers.items():
                while (await caller.get(READS[name])).status_code != 200:
                    await asyncio.sleep(0.05)

        address = await stack.enter_async_context(behind_a_socket(portal.app))
        browser = await stack.enter_async_context(httpx.AsyncClient(base_url=address, timeout=30))
        await browser.post("/sign-in", data={"login": "anna", "password": PASSWORD})
        live = await stack.enter_async_context(browser.stream("GET", "/inbox/live"))
        assert live.status_code == 200
        since = [time.monotonic()]
        ending = asyncio.create_task(ended_after(live, since))

        day = eve.today() + timedelta(days=planned)
        before = shared_by()
        left = await root.post(f"/v1/staff/{anna}/leaving", json={"effective_on": day.isoformat()})
        assert left.status_code == 201, left.text
        if planned:
            assert {(await one.get(READS[name])).status_code for name, one in callers.items()} == {200}
            await midnight(portal, eve)
        since[0] = time.monotonic()
        took = dict(
            zip(
                callers,
                await asyncio.gather(*(refused_after(one, READS[name], since[0]) for name, one in callers.items())),
                strict=True,
            )
        )
        async with asyncio.timeout(LONGEST_SECONDS):
            took["the live page"] = await ending
        share = min(before, shared_by())
        page = await browser.get("/inbox", headers={"accept": "text/html"})
    figures = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in took.items())
    figures += f"; a machine of one's own is {share:.1f} times as fast"
    # Six services, PostgreSQL and Kafka share it with whatever else runs: its share is measured beside them.
    assert max(took.values()) < WITHIN_SECONDS * share, figures
    assert page.status_code == 303
    print(figures)  # noqa: T201 - the figure is what the test is for
