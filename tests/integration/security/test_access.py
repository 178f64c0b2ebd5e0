import asyncio
from uuid import uuid4

import httpx
from sqlalchemy import MetaData

from services.portal.app import SERVICE as PORTAL
from services.portal.setup.handlers import bootstrap_secret
from services.portal.token.handlers import issuer_of
from shared.settings import PlatformSettings
from shared.testing.isolation import SECRET
from shared.testing.serving import Serve, Serving
from shared.web.client import Away, Peers
from shared.web.routing import Query, allowed, router
from shared.web.service import Service

PASSWORD = "correct horse battery"
routes = router()


@routes.get("/v1/things", dependencies=[allowed("sample.thing.read")])
async def see_things(work: Query) -> str:
    return work.context.actor


SAMPLE = Service(name="sample", tables=MetaData(), routers=[routes])


async def set_up(portal: Serving) -> tuple[str, str]:
    body = {
        "bootstrap": bootstrap_secret(SECRET),
        "organisation": "Great Wall Trading",
        "administrator": {"login": "root", "name": "Root", "password": PASSWORD},
    }
    made = await portal.client().post("/v1/setup", json=body)
    assert made.status_code == 201, made.text
    return made.json()["unit_id"], made.json()["staff_id"]


async def speak(portal: Serving, service: Serving, login: str) -> httpx.AsyncClient:
    http = portal.client()
    session = (await http.post("/v1/sessions", json={"login": login, "password": PASSWORD})).json()["session"]
    # The sample is no service of the catalogue, so the portal's issuer is asked for its token directly.
    staff_id, session_id = "", session.partition(".")[0]
    row = await portal.running.store.database.pool("system").fetchrow(
        "SELECT staff_id FROM sessions WHERE session_id = $1", session_id
    )
    staff_id = row["staff_id"]
    token = issuer_of(portal.running.settings).token(staff_id, service.running.name, session=session_id)
    return service.client({"Authorization": f"Bearer {token}"})


async def becomes(client: httpx.AsyncClient, status: int, seconds: float = 20) -> None:
    seen = 0
    async with asyncio.timeout(seconds):
        while seen != status:
            seen = (await client.get("/v1/things")).status_code
            await asyncio.sleep(0.1)


async def test_rights_travel_over_kafka_and_a_leaver_is_cut_off_in_every_service(serve: Serve):
    prefix = f"t{uuid4().hex[:8]}-"
    portal = await serve(PORTAL, own_keys=issuer_of, topic_prefix=prefix)
    sample = await serve(SAMPLE, own_keys=issuer_of, topic_prefix=prefix)
    unit, _ = await set_up(portal)
    root = await speak(portal, portal, "root")
    body = {
        "unit_id": unit,
        "login": "anna",
        "name": "Anna",
        "effective_on": "2026-01-01",
        "password": PASSWORD,
        "must_change_password": False,
    }
    anna = (await root.post("/v1/staff", json=body)).json()["staff_id"]
    client = await speak(portal, sample, "anna")
    await becomes(client, 403)
    await root.post(f"/v1/staff/{anna}/roles", json={"role": "administrator", "unit_id": unit})
    await becomes(client, 200)
    await root.post(f"/v1/staff/{anna}/leaving", json={"effective_on": "2026-03-01"})
    await becomes(client, 401)
    pool = sample.running.store.database.pool("system")
    assert await pool.fetchval("SELECT count(*) FROM units") == 1
    assert await pool.fetchval("SELECT count(*) FROM parked") == 0


async def test_services_ask_one_another_with_tokens_of_their_own_and_go_on_when_the_other_is_away(serve: Serve):
    portal = await serve(PORTAL, own_keys=issuer_of)
    _, staff_id = await set_up(portal)
    async with portal.listening() as address:
        settings = PlatformSettings(portal_url=address, secret=SECRET)
        notify = Peers(settings, "notify")
        found = await notify.get("portal", "/v1/people", {"ids": staff_id}, correlation="c-1")
        assert found["people"][0]["name"] == "Root"
        assert await notify.get("portal", f"/v1/staff/{uuid4()}") is None
        stranger = Peers(PlatformSettings(portal_url=address, secret="another installation"), "notify")
        assert isinstance(await stranger.get("portal", "/v1/people", {"ids": staff_id}), Away)
    gone = await notify.get("portal", "/v1/people", {"ids": staff_id})
    assert isinstance(gone, Away)
    assert not gone
    await notify.close()
    await stranger.close()
