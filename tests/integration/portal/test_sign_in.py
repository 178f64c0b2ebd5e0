import asyncio
from datetime import timedelta

import httpx

from shared.testing.isolation import SECRET
from shared.web.client import client_secret

from .conftest import PASSWORD, Portal


async def test_a_wrong_password_and_an_unknown_login_are_refused_alike(portal: Portal):
    wrong = await portal.sign_in("root", "not the password")
    unknown = await portal.sign_in("nobody", "not the password")
    assert (wrong.status_code, wrong.json()) == (401, unknown.json())


async def test_five_failures_lock_the_account_for_a_quarter_of_an_hour(portal: Portal):
    await asyncio.gather(*(portal.sign_in("root", "wrong") for _ in range(5)))
    assert (await portal.sign_in("root")).status_code == 401
    portal.clock.advance(timedelta(minutes=16))
    assert (await portal.sign_in("root")).status_code == 201


async def test_a_first_password_is_changed_at_the_first_sign_in(portal: Portal):
    body = {"unit_id": portal.unit_id, "login": "new", "name": "New", "effective_on": "2026-01-01"}
    first = (await portal.admin.post("/v1/staff", json=body)).json()["one_time_password"]
    needed = await portal.sign_in("new", first)
    assert (needed.status_code, needed.json()["type"]) == (403, "urn:pactline:problem:password-change-needed")
    assert (await portal.sign_in("new", first, new_password="short")).status_code == 422
    assert (await portal.sign_in("new", first, new_password=first)).status_code == 422
    assert (await portal.sign_in("new", first, new_password=PASSWORD)).status_code == 201
    assert (await portal.sign_in("new", first)).status_code == 401
    assert (await portal.sign_in("new", PASSWORD)).status_code == 201


async def test_a_login_belongs_to_one_person(portal: Portal):
    body = {"unit_id": portal.unit_id, "login": "root", "name": "New", "effective_on": "2026-01-01"}
    assert (await portal.admin.post("/v1/staff", json=body)).status_code == 409


async def test_signing_out_everywhere_ends_tokens_of_every_session(portal: Portal):
    unit = await portal.unit("N")
    await portal.join("anna", unit, "manager")
    first = await portal.speak_for("anna")
    session = portal.made["anna"]
    second = await portal.speak_for("anna")
    out = await portal.http.post("/v1/sign-outs", json={"session": session, "everywhere": True})
    assert out.status_code == 204, out.text
    assert (await first.get("/v1/staff")).status_code == 401
    assert (await second.get("/v1/staff")).status_code == 401
    over = await portal.http.post("/v1/tokens", json={"session": session, "audience": "portal"})
    assert over.status_code == 401


async def test_credentials_are_made_without_a_key_and_repeats_do_no_harm(portal: Portal):
    bare = httpx.AsyncClient(transport=httpx.ASGITransport(portal.serving.app), base_url="http://service.test")
    async with bare:
        body = {"login": "root", "password": PASSWORD}
        key = {"Idempotency-Key": "once"}
        sessions = [(await bare.post("/v1/sessions", json=body, headers=key)).json()["session"] for _ in range(2)]
        assert sessions[0] != sessions[1]
        ask = [{"session": session, "audience": "contract"} for session in sessions]
        assert [(await bare.post("/v1/tokens", json=one)).status_code for one in ask] == [201, 201]
        out = [(await bare.post("/v1/sign-outs", json={"session": sessions[0]})).status_code for _ in range(2)]
        assert out == [204, 204]
        assert [(await bare.post("/v1/tokens", json=one)).status_code for one in ask] == [401, 201]
    pool = portal.serving.running.store.database.pool("system")
    assert await pool.fetchval("SELECT count(*) FROM idempotency WHERE key = 'once'") == 0
    assert await pool.fetchval("SELECT count(*) FROM events WHERE type = 'portal.session_ended.v1'") == 1


async def test_a_session_is_over_after_twelve_hours_and_after_two_idle_ones(portal: Portal):
    session = (await portal.sign_in("root")).json()["session"]
    ask = {"session": session, "audience": "contract"}
    for _ in range(7):
        portal.clock.advance(timedelta(hours=1, minutes=40))
        assert (await portal.http.post("/v1/tokens", json=ask)).status_code == 201
    portal.clock.advance(timedelta(minutes=30))
    assert (await portal.http.post("/v1/tokens", json=ask)).status_code == 401
    idle = {"session": (await portal.sign_in("root")).json()["session"], "audience": "contract"}
    portal.clock.advance(timedelta(hours=2, minutes=1))
    assert (await portal.http.post("/v1/tokens", json=idle)).status_code == 401


async def test_a_service_gets_tokens_for_its_derived_secret_alone(portal: Portal):
    ask = {"client": "service:notify", "secret": client_secret(SECRET, "notify"), "audience": "portal"}
    made = await portal.http.post("/v1/tokens", json=ask)
    assert made.status_code == 201, made.text
    notify = portal.serving.client({"Authorization": f"Bearer {made.json()['token']}"})
    assert (await notify.get("/v1/people", params={"ids": portal.staff_id})).json()["people"][0]["name"] == "Root"
    assert (await notify.post("/v1/units", json={})).status_code == 403
    for changed in ({"secret": "x"}, {"client": "service:customer"}, {"client": "notify"}, {"audience": "bank"}):
        assert (await portal.http.post("/v1/tokens", json={**ask, **changed})).status_code in (401, 422)


async def test_a_session_secret_that_was_guessed_is_refused(portal: Portal):
    session = (await portal.sign_in("root")).json()["session"]
    for wrong in (session[:-1] + "?", session.partition(".")[0], session.partition(".")[0] + ".", ""):
        answer = await portal.http.post("/v1/tokens", json={"session": wrong, "audience": "portal"})
        assert answer.status_code == 401
