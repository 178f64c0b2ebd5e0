"""The door and the frame of pages: who comes in, what forms must carry, what a page says when others are away."""

import re

import httpx
import pytest

from services.portal.pages.frame.route import PageRoute

from .conftest import PASSWORD, Portal

FORM_TOKEN = re.compile(r'<meta name="form-token" content="([0-9a-f]{64})">')
SOME_ID = "01a20297-d594-760d-aaa8-c3a76210078e"


def browser(portal: Portal, **headers: str) -> httpx.AsyncClient:
    """A client with a jar of its own."""
    return portal.serving.client({"accept": "text/html", "accept-language": "en", **headers})


async def signed_in(portal: Portal, login: str = "root", password: str = PASSWORD) -> httpx.AsyncClient:
    client = browser(portal)
    answer = await client.post("/sign-in", data={"login": login, "password": password})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    return client


async def token_of(client: httpx.AsyncClient) -> str:
    found = FORM_TOKEN.search((await client.get("/")).text)
    assert found
    return found[1]


def pages(portal: Portal) -> list[tuple[str, str, bool]]:
    """Every page by method and address, and whether it is shown to all."""
    return [
        (method, re.sub(r"\{[^}]*\}", SOME_ID, route.path), route.shown_to_all)
        for route in portal.serving.app.routes
        if isinstance(route, PageRoute)
        for method in route.methods - {"HEAD"}
    ]


OPEN_TO_ALL = {
    "/sign-in",
    "/sign-in/code",
    "/sign-in/second-factor",
    "/likings",
    "/invitation",
    "/invitation/document",
    "/invitation/signature",
    "/invitation/declination",
}


async def test_nobody_sees_a_page_without_signing_in(portal: Portal):
    client, walked = browser(portal), pages(portal)
    assert len(walked) > 5
    for method, address, open_to_all in walked:
        if open_to_all:
            assert address in OPEN_TO_ALL
            continue
        answer = await client.request(method, address)
        assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/sign-in"), address
        part = await client.request(method, address, headers={"hx-request": "true"})
        assert (part.status_code, part.headers["hx-redirect"].partition("?")[0]) == (401, "/sign-in"), address


async def test_an_address_without_a_page_is_told_in_a_frame_to_readers_and_as_a_problem_to_programs(portal: Portal):
    signed, program = await signed_in(portal), {"accept": "application/json"}
    for client in (browser(portal), signed):
        found = await client.get("/contract/typo")
        assert (found.status_code, found.headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert ("/sign-out" in found.text) == (client is signed)
    assert "There is no such page" in (await browser(portal).get("/contract/typo")).text
    other = await signed.get("/sign-out")
    assert (other.status_code, other.headers["allow"]) == (405, "POST")
    for answer in (await signed.get("/contract/typo", headers=program), await signed.get("/v1/typo")):
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:pactline:problem:not-found")


async def test_no_form_is_taken_that_did_not_come_from_a_page_of_the_session(portal: Portal):
    client = await signed_in(portal)
    other = await token_of(await signed_in(portal))
    for method, address, _ in pages(portal):
        if method == "POST":
            for headers in ({}, {"x-form-token": "0" * 64}, {"x-form-token": other}):
                assert (await client.post(address, headers=headers)).status_code == 403, (address, headers)
    good = {"x-form-token": await token_of(client)}
    elsewhere = {**good, "origin": "https://evil.example"}
    assert (await client.post("/sign-out", headers=elsewhere)).status_code == 403
    assert (await client.post("/sign-out", headers={**good, "sec-fetch-site": "cross-site"})).status_code == 403
    assert (await client.post("/sign-out", headers=good)).status_code == 303


async def test_the_session_is_a_signed_cookie_that_scripts_and_other_sites_do_not_get(portal: Portal):
    client = browser(portal)
    answer = await client.post("/sign-in", data={"login": "root", "password": PASSWORD, "to": "/inbox"})
    assert answer.headers["location"] == "/inbox"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert PASSWORD not in cookie
    name, _, value = answer.headers["set-cookie"].partition(";")[0].partition("=")
    for forged in (value[:-2] + "xx", value.partition(".")[0], "x", ""):
        thief = browser(portal, cookie=f"{name}={forged}")
        assert (await thief.get("/")).status_code == 303


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
async def test_the_door_leads_nowhere_else(portal: Portal, to: str):
    answer = await browser(portal).post("/sign-in", data={"login": "root", "password": PASSWORD, "to": to})
    assert answer.headers["location"] == "/"


async def test_a_wrong_password_is_told_without_saying_whether_the_login_exists(portal: Portal):
    client = browser(portal)
    wrong = await client.post("/sign-in", data={"login": "root", "password": "guess"})
    unknown = await client.post("/sign-in", data={"login": "nobody", "password": "guess"})
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert wrong.text.replace("root", "") == unknown.text.replace("nobody", "")
    assert "guess" not in wrong.text


async def test_the_first_password_is_changed_at_the_door(portal: Portal):
    body = {"unit_id": portal.unit_id, "login": "new", "name": "N", "email": "n@e.com", "effective_on": "2026-01-01"}
    first = (await portal.admin.post("/v1/staff", json=body)).json()["one_time_password"]
    client = browser(portal)
    asked = await client.post("/sign-in", data={"login": "new", "password": first})
    assert (asked.status_code, "new_password" in asked.text) == (403, True)
    weak = await client.post("/sign-in", data={"login": "new", "password": first, "new_password": "aaaaaaaaaaaa"})
    assert (weak.status_code, "too weak" in weak.text) == (422, True)
    done = await client.post("/sign-in", data={"login": "new", "password": first, "new_password": PASSWORD})
    assert (done.status_code, (await client.get("/")).status_code) == (303, 200)


async def test_signing_out_everywhere_ends_the_other_browser_too(portal: Portal):
    here, there = await signed_in(portal), await signed_in(portal)
    await here.post("/sign-out", data={"everywhere": "yes", "form_token": await token_of(here)})
    assert [(await one.get("/")).status_code for one in (here, there)] == [303, 303]


async def test_somebody_who_leaves_sees_no_page_any_more(portal: Portal):
    staff_id = await portal.join("leaver", portal.unit_id, "manager")
    client = await signed_in(portal, "leaver")
    assert (await client.get("/")).status_code == 200
    await portal.admin.post(f"/v1/staff/{staff_id}/leaving", json={"effective_on": "2026-01-02"})
    assert (await client.get("/")).status_code == 303


async def test_a_service_that_is_away_leaves_its_part_marked_and_the_page_whole(portal: Portal):
    client = await signed_in(portal)
    client.cookies.set("pactline_language", "en")
    answer = await client.get("/")
    assert answer.status_code == 200
    assert "The notify service is away" in answer.text
    for part, service in (("approvals", "contract"), ("figures", "scoring")):
        later = await client.get(f"/home/{part}", headers={"hx-request": "true"})
        assert f"The {service} service is away" in later.text


async def test_figures_of_a_unit_come_once_the_page_is_there(portal: Portal):
    await portal.join("clerk", portal.unit_id, "auditor")
    boss, clerk = await signed_in(portal), await signed_in(portal, "clerk")
    assert 'hx-get="/home/figures"' in (await boss.get("/")).text
    assert "/home/figures" not in (await clerk.get("/")).text
    alone = await boss.get("/home/figures")
    assert alone.text.lstrip().startswith("<!doctype")


async def test_a_page_is_in_the_language_of_its_reader(portal: Portal):
    client = await signed_in(portal)
    token = await token_of(client)
    for language, word in (("zh-CN", "首页"), ("en", "Home")):
        await client.post("/likings", data={"language": language, "to": "/", "form_token": token})
        answer = await client.get("/")
        assert f'<html lang="{language}"' in answer.text
        assert word in answer.text
    stranger = browser(portal, **{"accept-language": "zh-TW,zh;q=0.9"})
    assert "登录" in (await stranger.get("/sign-in")).text


async def test_what_is_not_there_and_a_database_that_is_away_are_pages_that_say_so(portal: Portal):
    client = await signed_in(portal)
    lost = await client.get("/approvals/nonsense")
    assert lost.status_code == 422
    assert "Pactline" in lost.text
    portal.serving.running.store.database.pool("system").terminate()
    answer = await client.get("/")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert "<h1" in answer.text
    assert answer.headers["correlation-id"] in answer.text


async def test_browsers_run_nothing_but_our_own_scripts(portal: Portal):
    client = await signed_in(portal)
    for address in ("/", "/sign-in", "/approvals/nonsense"):
        policy = (await client.get(address, follow_redirects=True)).headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
    page = (await client.get("/")).text
    for address in re.findall(r'(?:src|href)="(/static/[^"#]+)', page):
        answer = await client.get(address)
        assert (answer.status_code, "immutable" in answer.headers["cache-control"]) == (200, True), address
    assert not re.search(r'(?:src|href)="https?:', page)
    assert (await client.get("/static/../app.py")).status_code == 404
