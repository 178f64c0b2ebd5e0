"""Access that is asked for: by whom, decided by whom, granted to the end of a day, and cut off after it."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from services.customer.app import SERVICE as CUSTOMER
from services.portal.staff.projections import GRANT_OVER
from services.portal.token.handlers import issuer_of
from shared.approvals.projections import OVERDUE, REMINDER
from shared.testing.serving import Serve, Serving

from .conftest import Portal
from .visiting import browse

UNTIL = "2036-06-30"


@pytest.fixture
async def north(portal: Portal) -> str:
    """A unit with its manager, and an approver who works elsewhere."""
    unit = await portal.unit("North")
    await portal.join("manager", unit, "manager")
    return unit


async def ask(client: httpx.AsyncClient, unit: str, role: str = "cashier", **more: str) -> httpx.Response:
    body = {"role": role, "unit_id": unit, "until": UNTIL, "reason": "Boris is ill", **more}
    return await client.post("/v1/access-requests", json=body)


async def waiting(client: httpx.AsyncClient) -> list[dict[str, str]]:
    found = await client.get("/v1/approvals", params={"mine": "true", "state": "open"})
    assert found.status_code == 200, found.text
    items: list[dict[str, str]] = found.json()["items"]
    return items


async def decide(client: httpx.AsyncClient, approval: str, decision: str = "approve", **more: str) -> httpx.Response:
    return await client.post(f"/v1/approvals/{approval}/decisions", json={"decision": decision, **more})


async def asker(portal: Portal, login: str = "anna") -> tuple[str, httpx.AsyncClient]:
    """Somebody of another unit, with a role there."""
    south = await portal.unit(f"South of {login}")
    return await portal.join(login, south, "buyer"), await portal.speak_for(login)


async def roles_of(portal: Portal, staff_id: str) -> set[tuple[str, str, str | None]]:
    found = (await portal.admin.get(f"/v1/staff/{staff_id}")).json()["roles"]
    return {(one["role"], one["unit_id"], one["until"]) for one in found}


async def test_a_manager_agrees_and_the_role_counts_to_its_last_day(portal: Portal, north: str):
    anna, client = await asker(portal)
    made = await ask(client, north)
    assert made.status_code == 201, made.text
    manager = await portal.speak_for("manager")
    (round_,) = await waiting(manager)
    assert (round_["drafter"], round_["label"]) == (anna, "access: cashier")
    told = await manager.get(f"/v1/access-requests/{made.json()['request_id']}")
    assert (told.json()["reason"], told.json()["stage"], told.json()["until"]) == ("Boris is ill", "open", UNTIL)
    agreed = await decide(manager, round_["approval_id"])
    assert (agreed.status_code, agreed.json()["state"]) == (201, "approved")
    assert ("cashier", north, UNTIL) in await roles_of(portal, anna)
    (own,) = (await client.get("/v1/access-requests")).json()["access_requests"]
    assert own["stage"] == "granted"
    facts = (await portal.admin.get("/v1/operations", params={"kind": "portal.role_granted.v1"})).json()["operations"]
    assert facts[0]["actor"] == own["settled_by"]
    assert await waiting(manager) == []


async def test_a_manager_hears_another_lets_them_decide_and_is_reminded_of_what_is_late(portal: Portal, north: str):
    anna, client = await asker(portal)
    await ask(client, north)
    boris = await portal.join("boris", await portal.unit("West"), "manager")
    manager, other = await portal.speak_for("manager"), await portal.speak_for("boris")
    (approval_id,) = [one["approval_id"] for one in await waiting(manager)]
    asked = await decide(manager, approval_id, "opinion", of=boris, comment="Is she needed here?")
    assert (asked.status_code, (await waiting(other))[0]["drafter"]) == (201, anna), asked.text
    assert (await decide(other, approval_id, "opinion", comment="She is")).status_code == 201
    now = portal.clock.now()
    span = {"from_at": now.isoformat(), "until_at": (now + timedelta(days=1)).isoformat()}
    lent = await decide(manager, approval_id, "delegate", to=boris, **span)
    assert lent.status_code == 201, lent.text
    for kind in (REMINDER, OVERDUE):
        await come_due(portal, kind)
    (step,) = (await manager.get(f"/v1/approvals/{approval_id}")).json()["steps"]
    assert (step["overdue"], [one["to"] for one in step["delegations"]]) == (True, [boris])
    assert (await decide(other, approval_id)).json()["state"] == "approved"
    assert await said(manager, approval_id) == ["Is she needed here?", "She is", None]


async def test_nobody_decides_on_their_own_request(portal: Portal, north: str):
    manager = await portal.speak_for("manager")
    assert (await ask(manager, north, "buyer")).status_code == 201
    assert await waiting(manager) == []
    (own,) = (await manager.get("/v1/access-requests")).json()["access_requests"]
    refused = await decide(manager, own["approval_id"])
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:pactline:problem:own-draft")
    assert (await decide(portal.admin, own["approval_id"])).status_code == 201


async def test_a_refusal_grants_nothing_and_says_why(portal: Portal, north: str):
    anna, client = await asker(portal)
    await ask(client, north)
    manager = await portal.speak_for("manager")
    (round_,) = await waiting(manager)
    assert (await decide(manager, round_["approval_id"], "reject", comment="Ask the east")).status_code == 201
    assert not any(role == "cashier" for role, _, _ in await roles_of(portal, anna))
    (own,) = (await client.get("/v1/access-requests")).json()["access_requests"]
    assert own["stage"] == "refused"
    assert (await ask(client, north)).status_code == 201, "it may be asked for again"


async def test_a_request_is_taken_back_by_who_asked_alone(portal: Portal, north: str):
    _, client = await asker(portal)
    request = (await ask(client, north)).json()["request_id"]
    _, other = await asker(portal, "boris")
    path = f"/v1/access-requests/{request}/withdrawal"
    assert (await other.post(path)).status_code == 404
    assert (await other.get("/v1/access-requests")).json()["access_requests"] == []
    manager = await portal.speak_for("manager")
    (round_,) = await waiting(manager)
    assert (await client.post(path)).status_code == 201
    assert (await client.post(path)).status_code == 409
    assert await waiting(manager) == []
    assert (await decide(manager, round_["approval_id"])).status_code == 409


async def test_who_manages_another_unit_neither_sees_nor_decides(portal: Portal, north: str):
    _, client = await asker(portal)
    request = (await ask(client, north)).json()
    (own,) = (await client.get("/v1/access-requests")).json()["access_requests"]
    east = await portal.unit("East")
    await portal.join("eastern", east, "manager")
    eastern = await portal.speak_for("eastern")
    assert await waiting(eastern) == []
    assert (await eastern.get(f"/v1/access-requests/{request['request_id']}")).status_code == 404
    assert (await decide(eastern, own["approval_id"])).status_code == 404


@pytest.mark.parametrize(
    ("changed", "status", "pointer"),
    [
        ({"role": "emperor"}, 422, "/role"),
        ({"role": "service"}, 422, "/role"),
        ({"role": "group.nobody"}, 422, "/role"),
        ({"role": "only.bank.money.take"}, 422, "/role"),
        ({"until": "2020-01-01"}, 422, "/until"),
        ({"until": "soon"}, 422, "/until"),
        ({"unit": "00000000-0000-7000-8000-000000000000"}, 422, "/unit_id"),
        ({"reason": ""}, 422, "/reason"),
    ],
)
async def test_what_can_not_be_asked_for_is_refused_at_its_field(
    portal: Portal, north: str, changed: dict[str, str], status: int, pointer: str
):
    _, client = await asker(portal)
    refused = await ask(client, **{"unit": north, **changed})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (status, pointer)


async def test_what_waits_or_is_held_is_not_asked_for_again(portal: Portal, north: str):
    _, client = await asker(portal)
    assert (await ask(client, north)).status_code == 201
    twice = await ask(client, north)
    assert (twice.status_code, twice.json()["type"]) == (409, "urn:pactline:problem:asked-already")
    (round_,) = await waiting(portal.admin)
    await decide(portal.admin, round_["approval_id"])
    held = await ask(client, north)
    assert (held.status_code, held.json()["type"]) == (409, "urn:pactline:problem:held-already")
    assert (await ask(client, north, until="2037-06-30")).status_code == 201, "for longer it may be"


async def test_a_single_permission_is_asked_for_and_an_office_by_who_gives_rights(portal: Portal, north: str):
    anna, client = await asker(portal)
    await ask(client, north, "only.contract.payment.receive")
    manager = await portal.speak_for("manager")
    (round_,) = await waiting(manager)
    assert (await decide(manager, round_["approval_id"])).status_code == 201
    assert ("only.contract.payment.receive", north, UNTIL) in await roles_of(portal, anna)
    assert (await ask(client, north, "auditor")).status_code == 201
    assert await waiting(manager) == [], "an office is not for a unit's manager to give"
    (round_,) = await waiting(portal.admin)
    assert (await decide(portal.admin, round_["approval_id"])).status_code == 201
    second = await ask(client, north, "security_administrator")
    assert (second.status_code, second.json()["held"]) == (409, "auditor")


async def come_due(portal: Portal, kind: str = GRANT_OVER) -> None:
    """The database's clock can't be set: what it waits for is."""
    pool = portal.serving.running.store.database.pool("system")
    async with asyncio.timeout(20):
        await pool.execute("UPDATE deadlines SET due_at = now() - interval '1 second' WHERE kind = $1", kind)
        while await pool.fetchval("SELECT count(*) FROM deadlines WHERE kind = $1 AND due_at < now()", kind):
            await asyncio.sleep(0.1)


async def test_after_the_last_day_the_role_is_revoked_by_itself(portal: Portal, north: str):
    anna = await portal.join("anna", north)
    last = portal.clock.today(portal.serving.running.store.zone) + timedelta(days=3)
    grant = {"role": "cashier", "unit_id": north, "until": last.isoformat()}
    await portal.admin.post(f"/v1/staff/{anna}/roles", json=grant)
    await portal.admin.post(f"/v1/staff/{anna}/roles", json={**grant, "role": "buyer", "until": None})
    await come_due(portal)
    assert {role for role, _, _ in await roles_of(portal, anna)} == {"cashier", "buyer"}, "its last day is not over"
    portal.clock.advance(timedelta(days=4))
    portal.admin = await portal.speak_for("root")
    await come_due(portal)
    assert {role for role, _, _ in await roles_of(portal, anna)} == {"buyer"}
    facts = (await portal.admin.get("/v1/operations", params={"kind": "portal.role_revoked.v1"})).json()["operations"]
    assert [(fact["actor"], fact["stream"]) for fact in facts] == [("system", f"staff-{anna}")]


async def test_a_grant_that_was_made_longer_or_taken_back_is_not_ended(portal: Portal, north: str):
    anna = await portal.join("anna", north)
    today = portal.clock.today(portal.serving.running.store.zone)
    path, grant = f"/v1/staff/{anna}/roles", {"role": "cashier", "unit_id": north}
    await portal.admin.post(path, json={**grant, "until": today.isoformat()})
    await portal.admin.post(path, json=grant)
    pool = portal.serving.running.store.database.pool("system")
    assert await pool.fetchval("SELECT count(*) FROM deadlines WHERE kind = $1", GRANT_OVER) == 0
    await portal.admin.post(path, json={**grant, "role": "buyer", "until": today.isoformat()})
    await portal.admin.post(f"{path}/buyer/revocation", json={"unit_id": north})
    assert await pool.fetchval("SELECT count(*) FROM deadlines WHERE kind = $1", GRANT_OVER) == 0


async def test_every_service_cuts_it_off_with_its_end(serve: Serve, portal: Portal, north: str):
    customer: Serving = await serve(CUSTOMER, own_keys=issuer_of)
    await customer.ready()
    anna = await portal.join("anna", north)
    session = (await portal.sign_in("anna")).json()["session"]
    made = await portal.http.post("/v1/tokens", json={"session": session, "audience": "customer"})
    client = customer.client({"Authorization": f"Bearer {made.json()['token']}"})

    async def until(status: int) -> None:
        async with asyncio.timeout(30):
            while (await client.get("/v1/customers")).status_code != status:
                await asyncio.sleep(0.1)

    last = portal.clock.today(portal.serving.running.store.zone)
    grant = {"role": "salesperson", "unit_id": north, "until": last.isoformat()}
    assert (await portal.admin.post(f"/v1/staff/{anna}/roles", json=grant)).status_code == 201
    await until(200)
    portal.clock.advance(timedelta(days=1))
    await come_due(portal)
    await until(403)


async def test_on_pages_it_is_asked_for_decided_and_seen_by_who_asked(portal: Portal, north: str):
    south = await portal.unit("South")
    await portal.join("anna", south)
    anna = await browse(portal, "anna")
    fields = {"unit_id": north, "until": UNTIL, "reason": "Boris <is> ill"}
    assert "over already" in await anna.send(
        "/me/requests", status=422, role="cashier", **{**fields, "until": "2020-01-01"}
    )
    await anna.send("/me/requests", status=303, role="cashier", **fields)
    assert "asked for already" in await anna.send("/me/requests", status=409, role="cashier", **fields)
    await anna.send("/me/requests", status=303, permission="customer.archive.read", **fields)
    assert "/access/waiting" not in await anna.read("/")
    manager = await browse(portal, "manager")
    assert 'hx-get="/access/waiting"' in await manager.read("/")
    part = await manager.read("/access/waiting")
    approvals = sorted(set(_approvals_in(part)))
    assert len(approvals) == 2
    shown = await manager.read(f"/access/{approvals[0]}")
    assert "Boris &lt;is&gt; ill" in shown
    assert "Name of anna" in shown
    done = await manager.send(f"/access/{approvals[0]}/decision", decision="approve", comment="")
    assert "ends by itself" in done
    refused = await manager.send(f"/access/{approvals[1]}/decision", decision="reject", comment="")
    assert 'role="alert"' in refused, "a refusal says why"
    await manager.send(f"/access/{approvals[1]}/decision", decision="reject", comment="Not now")
    page = await anna.read("/me")
    assert page.count(">granted<") == 1
    assert page.count(">refused<") == 1
    assert "decided by Name of manager" in page


def _approvals_in(part: str) -> list[str]:
    return [piece[:36] for piece in part.split('href="/access/')[1:]]


async def test_a_closed_round_is_due_nowhere_and_an_erasure_takes_the_reason_along(portal: Portal, north: str):
    anna, client = await asker(portal)
    made = (await ask(client, north)).json()
    manager = await portal.speak_for("manager")
    (round_,) = await waiting(manager)
    assert await due(portal, round_["approval_id"])
    assert (await decide(manager, round_["approval_id"], "reject", comment="not now")).status_code == 201
    assert await due(portal, round_["approval_id"]) == []
    address = f"/v1/access-requests/{made['request_id']}"
    assert (await manager.get(address)).json()["reason"] == "Boris is ill"
    assert await said(manager, round_["approval_id"]) == ["not now"]
    assert (await ask(client, north)).status_code == 201
    (open_one,) = await waiting(manager)
    left = await portal.admin.post(f"/v1/staff/{anna}/leaving", json={"effective_on": "2026-03-01"})
    assert left.status_code < 300, left.text
    erased = await portal.admin.post(f"/v1/staff/{anna}/erasure", json={"reason": "asked for"})
    assert erased.status_code < 300, erased.text
    assert (await manager.get(address)).json()["reason"] == "[erased]"
    assert await said(manager, round_["approval_id"]) == ["[erased]"]
    assert (await manager.get(f"/v1/approvals/{open_one['approval_id']}")).json()["state"] == "withdrawn"


async def said(client: httpx.AsyncClient, approval_id: str) -> list[str | None]:
    """The words of a round."""
    return [one["comment"] for one in (await client.get(f"/v1/approvals/{approval_id}")).json()["history"]]


async def due(portal: Portal, approval_id: str) -> list[str]:
    """What a round's steps wait for by the clock."""
    async with portal.serving.running.begin() as work:
        wanted = "SELECT kind FROM deadlines WHERE subject LIKE $1 || '/%'"
        return [row["kind"] for row in await work.conn.fetch(wanted, approval_id)]


async def test_a_single_permission_is_picked_from_those_that_answer(portal: Portal):
    listed = (await portal.http.get("/v1/permissions")).json()["permissions"]
    assert {"permission": "portal.unit.read", "meaning": "See the organisation's units"} in listed
    browser = await browse(portal)
    choices = await browser.read("/access/permissions")
    assert '<option value="portal.unit.read">See the organisation' in choices
    assert "/access/permissions" in await browser.read("/me")
