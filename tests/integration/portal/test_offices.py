"""System, security and audit: one person's until they are given to three, and no one person's after that."""

import httpx
import pytest
from structlog.testing import capture_logs

from services.portal.office.background import tell_offices

from .conftest import Portal
from .test_access_requests import ask, decide, waiting
from .test_administration import room

OFFICES = {"system": "system_administrator", "security": "security_administrator", "audit": "auditor"}


@pytest.fixture
async def three(portal: Portal) -> dict[str, str]:
    """Who shall hold which office."""
    return {office: await portal.join(office, portal.unit_id) for office in OFFICES}


async def separate(portal: Portal, people: dict[str, str]) -> httpx.Response:
    return await portal.admin.post("/v1/offices/separation", json=people)


async def roles(portal: Portal, staff_id: str) -> set[str]:
    pool = portal.serving.running.store.database.pool("system")
    rows = await pool.fetch("SELECT role FROM roles_held WHERE staff_id = $1", staff_id)
    return {row["role"] for row in rows}


async def test_three_persons_get_an_office_each_and_the_first_administrator_gives_all_up(
    portal: Portal, three: dict[str, str]
):
    before = (await portal.admin.get("/v1/offices")).json()
    assert (before["separated_on"], before["holders"]["administrator"]) == (None, [portal.staff_id])
    done = await separate(portal, three)
    assert (done.status_code, done.json()["gave_up"]) == (201, [portal.staff_id])
    assert {office: await roles(portal, person) for office, person in three.items()} == {
        office: {role} for office, role in OFFICES.items()
    }
    assert await roles(portal, portal.staff_id) == set()
    assert (await portal.admin.get("/v1/offices")).status_code == 403
    security = await portal.speak_for("security")
    after = (await security.get("/v1/offices")).json()
    assert after["separated_on"]
    assert after["holders"] == {"administrator": [], **{role: [three[office]] for office, role in OFFICES.items()}}


async def test_the_first_administrator_may_keep_one_office(portal: Portal, three: dict[str, str]):
    await portal.admin.post(f"/v1/staff/{three['audit']}/roles", json={"role": "auditor", "unit_id": portal.unit_id})
    assert (await separate(portal, {**three, "system": portal.staff_id})).status_code == 201
    assert await roles(portal, portal.staff_id) == {"system_administrator"}
    assert await roles(portal, three["audit"]) == {"auditor"}


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [({"audit": "system"}, "/audit"), ({"security": "system"}, "/security"), ({"audit": "nobody"}, "/audit")],
)
async def test_two_offices_of_one_person_or_one_of_nobody_are_refused_at_the_field(
    portal: Portal, three: dict[str, str], changed: dict[str, str], pointer: str
):
    known = {**three, "nobody": "00000000-0000-7000-8000-000000000000"}
    refused = await separate(portal, {**three, **{office: known[name] for office, name in changed.items()}})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    assert await roles(portal, portal.staff_id) == {"administrator"}, "nothing was done"


async def test_it_is_done_once_by_who_holds_all_on_the_whole_organisation(portal: Portal, three: dict[str, str]):
    north = await portal.unit("North")
    await portal.join("northern", north, "administrator")
    northern = await portal.speak_for("northern")
    assert (await northern.post("/v1/offices/separation", json=three)).status_code == 403
    assert (await separate(portal, three)).status_code == 201
    security = await portal.speak_for("security")
    assert (await security.post("/v1/offices/separation", json=three)).status_code == 403
    assert await roles(portal, three["system"]) == {"system_administrator"}


async def test_after_that_nobody_alone_gives_offices_takes_the_last_or_gives_to_themselves(
    portal: Portal, three: dict[str, str]
):
    await separate(portal, three)
    security = await portal.speak_for("security")
    system = await portal.speak_for("system")
    body = {"unit_id": portal.unit_id, "login": "dora", "name": "Dora", "effective_on": "2026-01-01"}
    dora = (await system.post("/v1/staff", json=body)).json()["staff_id"]

    async def grant(person: str, role: str) -> httpx.Response:
        return await security.post(f"/v1/staff/{person}/roles", json={"role": role, "unit_id": portal.unit_id})

    for role, kind in (
        ("administrator", "offices-separated"),
        ("auditor", "office-by-agreement"),
        ("only.portal.role.grant", "office-by-agreement"),
    ):
        refused = await grant(dora, role)
        assert (refused.status_code, refused.json()["type"]) == (409, f"urn:pactline:problem:{kind}")
        assert refused.json()["errors"][0]["pointer"] == "/role"
    own = await grant(three["security"], "cashier")
    assert (own.status_code, own.json()["type"]) == (403, "urn:pactline:problem:own-grant")
    assert (await grant(dora, "cashier")).status_code == 201
    path = f"/v1/staff/{three['audit']}/roles/auditor/revocation"
    last = await security.post(path, json={"unit_id": portal.unit_id})
    assert (last.status_code, last.json()["type"]) == (409, "urn:pactline:problem:last-of-office")
    assert (await system.post(f"/v1/staff/{dora}/roles", json=body)).status_code == 403


async def test_an_office_changes_hands_by_a_request_that_two_others_agree_to(portal: Portal, three: dict[str, str]):
    await separate(portal, three)
    dora = await portal_join(portal, "dora")
    client = await portal.speak_for("dora")
    security, system, audit = [await portal.speak_for(one) for one in ("security", "system", "audit")]
    assert (await security.post(f"/v1/staff/{dora}/roles", json=_role(portal, "cashier"))).status_code == 201
    assert (await ask(client, portal.unit_id, "administrator")).json()["type"].endswith("offices-separated")
    assert (await ask(client, portal.unit_id, "auditor")).status_code == 201
    (round_,) = await waiting(security)
    first = await decide(security, round_["approval_id"])
    assert (first.status_code, first.json()["state"]) == (201, "open")
    assert (await decide(security, round_["approval_id"])).status_code == 409, "nobody counts twice"
    assert "auditor" not in await roles(portal, dora)
    assert [one["approval_id"] for one in await waiting(audit)] == [round_["approval_id"]]
    second = await decide(system, round_["approval_id"])
    assert (second.status_code, second.json()["state"]) == (201, "approved")
    assert await roles(portal, dora) == {"cashier", "auditor"}
    path = f"/v1/staff/{three['audit']}/roles/auditor/revocation"
    assert (await security.post(path, json={"unit_id": portal.unit_id})).status_code == 201, "there is another now"


def _role(portal: Portal, role: str) -> dict[str, str]:
    return {"role": role, "unit_id": portal.unit_id}


async def portal_join(portal: Portal, login: str) -> str:
    """Somebody taken on by the system administrator."""
    portal.admin = await portal.speak_for("system")
    return await portal.join(login, portal.unit_id)


async def test_who_holds_an_office_asks_for_no_second_one(portal: Portal, three: dict[str, str]):
    await separate(portal, three)
    system = await portal.speak_for("system")
    refused = await ask(system, portal.unit_id, "auditor")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:pactline:problem:separate-offices")
    assert refused.json()["errors"][0]["pointer"] == "/role"


async def test_a_single_administrator_is_told_of_on_every_page_of_administration_and_in_the_log(
    portal: Portal, three: dict[str, str]
):
    root = await room(portal)
    assert 'hx-get="/administration/offices"' in await root.page("/units")
    word = await root.page("/offices")
    assert "Single administrator" in word
    assert "Root" in word
    with capture_logs() as lines:
        await tell_offices(portal.serving.running)
    assert [line["holders"] for line in lines if line["event"] == "single_administrator"] == [1]
    unsure = await root.send("/offices/separation", 422, **three)
    assert "sure" in unsure.text
    twice = await root.send("/offices/separation", 422, sure="yes", **{**three, "audit": three["system"]})
    assert "separate persons" in twice.text
    await root.send("/offices/separation", sure="yes", **three)
    auditor = await room(portal, "audit")
    assert await auditor.page("/offices") == ""
    page = await auditor.page("/roles")
    assert "separate since" in page
    assert "Name of security" in page
    with capture_logs() as lines:
        await tell_offices(portal.serving.running)
    assert [line for line in lines if line["event"] == "single_administrator"] == []
