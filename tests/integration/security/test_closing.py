"""A unit that is closed on a day to come is closed in every service on that day, and in none before."""

import asyncio

import pytest

from services.portal.app import SERVICE as PORTAL
from shared.testing.serving import Serve, Serving
from shared.values.ids import new_id

from . import walking

DUE = "UPDATE deadlines SET due_at = now() - interval '1 second' WHERE kind = 'portal.unit_changes_due'"
OPEN = "SELECT active FROM units WHERE unit_id = $1"


async def stands(service: Serving, unit: str) -> bool | None:
    return await service.running.store.database.pool("system").fetchval(OPEN, unit)  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", [one for one in walking.services() if one != "portal"])
async def test_a_service_closes_the_unit_on_its_day(serve: Serve, name: str):
    prefix = f"closing-{new_id()}-"
    portal = await serve(PORTAL, topic_prefix=prefix)
    other = await serve(walking.declared(name), topic_prefix=prefix)
    await portal.ready()
    top = new_id()
    await portal.unit(top, None, "headquarters")
    head = await portal.caller("service:test", ["portal.*"], top)
    body = {"parent_id": top, "name": "Nanjing", "kind": "city", "effective_on": "2026-01-01"}
    unit = (await head.post("/v1/units", json=body)).json()["unit_id"]
    ahead = {**body, "active": False, "effective_on": "2040-01-01"}
    closed = await head.put(f"/v1/units/{unit}", json=ahead, headers={"If-Match": '"1"'})
    assert closed.status_code == 200, closed.text
    renamed = {**body, "name": "Nanjing branch"}
    assert (await head.put(f"/v1/units/{unit}", json=renamed, headers={"If-Match": '"2"'})).status_code == 200
    names = "SELECT name FROM units WHERE unit_id = $1"
    async with asyncio.timeout(30):
        while await other.running.store.database.pool("system").fetchval(names, unit) != "Nanjing branch":
            await asyncio.sleep(0.1)
    assert await stands(other, unit) is True
    await portal.running.store.database.pool("system").execute(DUE)
    async with asyncio.timeout(30):
        while await stands(other, unit):
            await asyncio.sleep(0.1)
