"""The pages of administration as the person who uses each: what is done there, refused there, and shown once."""

import csv
import io
import re

import httpx
import pytest

from shared.values.ids import new_id

from .conftest import Portal
from .test_pages import SOME_ID, signed_in, token_of

AT = "/administration"


class Room:
    """One person's browser on the pages of administration."""

    def __init__(self, client: httpx.AsyncClient, token: str) -> None:
        self.client = client
        self.token = token

    async def page(self, address: str, status: int = 200, **params: str) -> str:
        answer = await self.client.get(AT + address, params=params)
        assert answer.status_code == status, answer.text[:2000]
        return answer.text

    async def send(self, address: str, status: int = 303, **fields: str) -> httpx.Response:
        data = {"key": new_id(), "form_token": self.token, **fields}
        answer = await self.client.post(AT + address, data=data)
        assert answer.status_code == status, answer.text[:3000]
        return answer


async def room(portal: Portal, login: str = "root") -> Room:
    client = await signed_in(portal, login)
    client.cookies.set("pactline_language", "en")
    return Room(client, await token_of(client))


@pytest.fixture
async def root(portal: Portal) -> Room:
    return await room(portal)


async def test_a_unit_is_made_renamed_moved_and_closed(portal: Portal, root: Room):
    fields = {"parent_id": portal.unit_id, "name": "Jiangsu", "kind": "province", "effective_on": "2026-01-01"}
    made = await root.send("/units", **fields)
    unit = made.headers["location"].rpartition("/")[2]
    moved = {**fields, "name": "Jiangsu branch", "version": "1", "effective_on": "2026-04-01", "active": "yes"}
    await root.send(f"/units/{unit}", **moved)
    assert "Jiangsu branch" in await root.page("/units")
    stale = await root.send(f"/units/{unit}", 412, **moved)
    assert 'role="alert"' in stale.text
    await root.send(f"/units/{unit}", **{**moved, "version": "2", "active": ""})
    assert "closed" in await root.page(f"/units/{unit}")


async def test_somebody_is_taken_on_found_by_name_and_the_first_password_is_shown_once(portal: Portal, root: Room):
    fields = {"unit_id": portal.unit_id, "login": "wang.fang", "name": "王芳 Wang", "effective_on": "2026-01-01"}
    made = await root.send("/staff", 200, **fields)
    password = re.search(r'class="code pre">([A-Za-z0-9]{16})<', made.text)
    assert password
    assert (await portal.sign_in("wang.fang", password[1])).status_code == 403
    for query in ("wang", "芳", "王芳", "wang.fang", "WANG f"):
        page = await root.page("/staff", q=query)
        assert "王芳 Wang" in page, query
        assert password[1] not in page
    assert "王芳" not in await root.page("/staff", q="zhao")
    again = await root.send("/staff", 409, **fields)
    assert 'role="alert"' in again.text


async def test_every_deed_about_somebody_is_done_from_their_page(portal: Portal, root: Room):
    north = await portal.unit("North")
    anna, boris = await portal.join("anna", portal.unit_id, "cashier"), await portal.join("boris", portal.unit_id)
    at = f"/staff/{anna}"
    await root.send(f"{at}/grant", role="manager", unit_id=north, until="2036-12-31")
    await root.send(f"{at}/permit", role="customer.archive.read", unit_id=north)
    await root.send(f"{at}/deputise", deputy_id=boris, until="2036-06-30")
    held = {(one["role"], one["until"]) for one in (await portal.admin.get(f"/v1/staff/{boris}")).json()["roles"]}
    assert held == {("cashier", "2036-06-30"), ("manager", "2036-06-30"), ("only.customer.archive.read", "2036-06-30")}
    await root.send(f"{at}/revoke", role="only.customer.archive.read", unit_id=north)
    page = await root.page(at)
    assert "only.customer.archive.read" not in page
    await root.send(f"{at}/move", unit_id=north)
    session = (await portal.sign_in("anna")).json()["session"]
    await root.send(f"{at}/sign-out", session_id=session.partition(".")[0])
    over = await portal.http.post("/v1/tokens", json={"session": session, "audience": "portal"})
    assert over.status_code == 401
    reset = await root.send(f"{at}/password", 200)
    assert re.search(r'class="code pre">[A-Za-z0-9]{16}<', reset.text)
    assert (await portal.sign_in("anna")).status_code == 401
    await root.send(f"{at}/freeze")
    assert "Let them in again" in await root.page(at)
    unsure = await root.send(f"{at}/leave", 422)
    assert "sure" in unsure.text
    await root.send(f"{at}/leave", sure="yes")
    assert (await portal.admin.get(f"/v1/staff/{anna}")).json()["stage"] == "left"
    await root.send(f"{at}/dance", 404)


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        ("system_administrator", "security_administrator"),
        ("security_administrator", "auditor"),
        ("auditor", "system_administrator"),
        ("auditor", "only.portal.role.grant"),
    ],
)
async def test_the_offices_are_of_separate_persons_and_a_refusal_names_the_one_in_the_way(
    portal: Portal, root: Room, held: str, wanted: str
):
    anna = await portal.join("anna", portal.unit_id, held)
    body = {"role": wanted, "unit_id": portal.unit_id}
    refused = await portal.admin.post(f"/v1/staff/{anna}/roles", json=body)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:pactline:problem:separate-offices")
    assert refused.json()["held"] == held
    shown = await root.send(f"/staff/{anna}/grant", 409, role=wanted, unit_id=portal.unit_id)
    assert held in shown.text
    boris = await portal.join("boris", portal.unit_id, wanted)
    handed = {"deputy_id": boris, "until": "2036-01-01"}
    assert (await portal.admin.post(f"/v1/staff/{anna}/deputies", json=handed)).status_code == 409


async def test_an_api_token_is_shown_once_opens_what_it_says_and_ends_at_once(portal: Portal, root: Room):
    fields = {"name": "ERP", "unit_id": portal.unit_id, "scopes": "portal.unit.read", "until": "2036-12-31"}
    made = await root.send("/api-tokens", 200, **fields)
    text = re.search(r'class="code pre">(pactline_[^<]+)<', made.text)
    assert text
    asked = {"api_token": text[1], "audience": "portal"}
    token = (await portal.http.post("/v1/tokens", json=asked)).json()["token"]
    program = portal.serving.client({"Authorization": f"Bearer {token}"})
    assert (await program.get("/v1/units")).status_code == 200
    assert (await program.get("/v1/staff")).status_code == 403
    page = await root.page("/api-tokens")
    assert "ERP" in page
    assert text[1] not in page
    stored = await portal.serving.running.store.database.pool("system").fetch("SELECT t::text FROM api_tokens t")
    assert text[1].partition(".")[2] not in str(stored)
    token_id = text[1].removeprefix("pactline_").partition(".")[0]
    await root.send(f"/api-tokens/{token_id}/revocation")
    assert (await program.get("/v1/units")).status_code == 401
    assert (await portal.http.post("/v1/tokens", json=asked)).status_code == 401
    for wrong in (text[1] + "x", "pactline_x.y", ""):
        assert (await portal.http.post("/v1/tokens", json={**asked, "api_token": wrong})).status_code == 401


@pytest.mark.parametrize("scopes", ["portal.role.grant", "portal.*", "platform.log.audit", "bank.money.take", "*"])
async def test_no_program_gets_an_office_or_what_is_no_permission(portal: Portal, root: Room, scopes: str):
    fields = {"name": "ERP", "unit_id": portal.unit_id, "scopes": scopes, "until": "2036-12-31"}
    assert 'role="alert"' in (await root.send("/api-tokens", 422, **fields)).text


async def test_accounts_that_nobody_used_for_two_weeks_are_reported(portal: Portal):
    await portal.join("idle", portal.unit_id)
    await portal.join("busy", portal.unit_id)
    async with portal.serving.running.store.begin() as work:
        await work.conn.execute("UPDATE credentials SET changed_at = changed_at - interval '20 days'")
    await portal.sign_in("busy")
    page = await (await room(portal)).page("/accounts")
    assert "Name of idle" in page
    assert "Name of busy" not in page.partition("Signed in now")[0]
    assert "Name of busy" in page.partition("Signed in now")[2]


async def test_logs_are_searched_on_a_page_and_taken_away_as_a_file_without_formulas(portal: Portal, root: Room):
    anna = await portal.join("anna", portal.unit_id, "cashier")
    await portal.sign_in("anna", "wrong")
    assert "portal.role_granted.v1" in await root.page("/logs", log="permissions")
    assert "Name of anna" in await root.page("/logs", log="sign-ins", person="anna")
    assert "Nothing fits" in await root.page("/logs", log="sign-ins", person="anna", since="2036-01-01")
    assert f"staff-{anna}" in await root.page("/logs", log="looks", person="root")
    answer = await root.client.get(f"{AT}/logs/export", params={"log": "sign-ins", "person": "anna"})
    assert answer.headers["content-disposition"] == 'attachment; filename="portal-sign-ins.csv"'
    head, *rows = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert [dict(zip(head, row, strict=True))["outcome"] for row in rows] == ["refused"]
    assert rows[0][head.index("actor")] == anna
    (line,) = (await portal.admin.get("/v1/journal", params={"kind": "export"})).json()["lines"]
    assert (line["actor"], line["outcome"]) == (portal.staff_id, "sign-ins")
    await root.page("/logs", 422, since="soon")


OPENS = {
    "system_administrator": {"/units", "/staff", "/roles", "/settings"},
    "security_administrator": {"/units", "/staff", "/roles", "/accounts", "/api-tokens"},
    "auditor": {"/units", "/staff", "/roles", "/logs"},
    "salesperson": {"/units"},
}
PAGES = ("/units", "/staff", "/roles", "/accounts", "/api-tokens", "/logs", "/settings")


@pytest.mark.parametrize("role", OPENS)
async def test_each_role_opens_its_pages_and_is_told_clearly_about_the_others(portal: Portal, role: str):
    await portal.join("anna", portal.unit_id, role)
    anna = await room(portal, "anna")
    for address in PAGES:
        page = await anna.page(address, 200 if address in OPENS[role] else 403)
        assert ("Not for you" in page) == (address not in OPENS[role]), address
    links = {one for one in PAGES if f'href="{AT}{one}"' in await anna.page("/units")}
    assert links == OPENS[role]
    may = role != "salesperson"
    assert (await anna.client.get(AT)).status_code == (303 if may else 403)
    if role != "system_administrator":
        await anna.send(f"/staff/{SOME_ID}/leave", 403, sure="yes")
