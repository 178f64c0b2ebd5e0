"""Groups of roles: made for the whole organisation, granted and taken back as one."""

import pytest

from .conftest import Portal
from .test_administration import room

GROUP = {"code": "front-office", "title": "前台 Front office", "roles": ["salesperson", "cashier"]}


async def test_a_group_is_granted_as_one_role_with_all_that_its_roles_allow_and_taken_as_one(portal: Portal):
    made = await portal.admin.post("/v1/role-groups", json=GROUP)
    assert (made.status_code, made.json()["version"]) == (201, 1)
    anna = await portal.join("anna", portal.unit_id)
    grant = {"role": "group.front-office", "unit_id": portal.unit_id, "until": "2036-12-31"}
    assert (await portal.admin.post(f"/v1/staff/{anna}/roles", json=grant)).status_code == 201
    pool = portal.serving.running.store.database.pool("system")
    patterns = await pool.fetchval("SELECT permissions FROM grants WHERE subject = $1", anna)
    assert {"contract.payment.*", "contract.receipt.*", "contract.order.*", "portal.access.ask"} <= set(patterns)
    assert len(set(patterns)) == len(patterns)
    client = await portal.speak_for("anna")
    assert (await client.get("/v1/units")).status_code == 200
    path = f"/v1/staff/{anna}/roles/group.front-office/revocation"
    assert (await portal.admin.post(path, json={"unit_id": portal.unit_id})).status_code == 201
    assert (await client.get("/v1/units")).status_code == 403


async def test_who_holds_a_group_keeps_what_it_was_until_it_is_granted_again(portal: Portal):
    await portal.admin.post("/v1/role-groups", json=GROUP)
    anna = await portal.join("anna", portal.unit_id, "group.front-office")
    changed = {"title": "Front office", "roles": ["salesperson"], "active": True}
    stale = await portal.admin.put("/v1/role-groups/front-office", json=changed, headers={"If-Match": '"7"'})
    assert stale.status_code == 412
    assert (await portal.admin.put("/v1/role-groups/front-office", json=changed)).status_code == 428
    done = await portal.admin.put("/v1/role-groups/front-office", json=changed, headers={"If-Match": '"1"'})
    assert (done.status_code, done.json()["version"]) == (200, 2), done.text
    pool = portal.serving.running.store.database.pool("system")
    ask = "SELECT 'contract.payment.*' = ANY (permissions) FROM grants WHERE subject = $1"
    assert await pool.fetchval(ask, anna) is True
    grant = {"role": "group.front-office", "unit_id": portal.unit_id}
    assert (await portal.admin.post(f"/v1/staff/{anna}/roles", json=grant)).status_code == 201
    assert await pool.fetchval(ask, anna) is False
    gone = {**changed, "active": False}
    await portal.admin.put("/v1/role-groups/front-office", json=gone, headers={"If-Match": '"2"'})
    refused = await portal.admin.post(f"/v1/staff/{await portal.join('boris', portal.unit_id)}/roles", json=grant)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/role")


@pytest.mark.parametrize(
    ("changed", "status", "pointer"),
    [
        ({"roles": []}, 422, "/roles"),
        ({"roles": ["cashier", "emperor"]}, 422, "/roles/1"),
        ({"roles": ["auditor"]}, 422, "/roles/0"),
        ({"code": "Front Office"}, 422, "/code"),
        ({"title": ""}, 422, "/title"),
    ],
)
async def test_what_makes_no_group_is_refused_at_its_field(
    portal: Portal, changed: dict[str, object], status: int, pointer: str
):
    refused = await portal.admin.post("/v1/role-groups", json={**GROUP, **changed})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (status, pointer)
    assert (await portal.admin.get("/v1/role-groups")).json()["role_groups"] == []


async def test_a_code_belongs_to_one_group(portal: Portal):
    await portal.admin.post("/v1/role-groups", json=GROUP)
    again = await portal.admin.post("/v1/role-groups", json={**GROUP, "title": "Another"})
    assert (again.status_code, again.json()["errors"][0]["pointer"]) == (409, "/code")


async def test_who_gives_rights_in_one_unit_defines_nothing_for_all(portal: Portal):
    north = await portal.unit("North")
    await portal.join("boris", north, "security_administrator")
    boris = await portal.speak_for("boris")
    assert (await boris.post("/v1/role-groups", json=GROUP)).status_code == 403
    await portal.admin.post("/v1/role-groups", json=GROUP)
    change = {"title": "Mine", "roles": ["cashier"]}
    assert (
        await boris.put("/v1/role-groups/front-office", json=change, headers={"If-Match": '"1"'})
    ).status_code == 404
    assert [one["code"] for one in (await boris.get("/v1/role-groups")).json()["role_groups"]] == ["front-office"]


async def test_a_group_is_made_changed_and_granted_on_pages_under_its_title(portal: Portal):
    root = await room(portal)
    await root.send("/roles/groups", code="front-office", title="Front office", roles=["salesperson", "cashier"])
    assert "Front office" in await root.page("/roles")
    twice = await root.send("/roles/groups", 409, code="front-office", title="Other", roles=["cashier"])
    assert "group of this code" in twice.text
    page = await root.page("/roles/groups/front-office")
    assert page.count(" checked") == 3
    anna = await portal.join("anna", portal.unit_id)
    await root.send(f"/staff/{anna}/grant", role="group.front-office", unit_id=portal.unit_id)
    assert "<strong>Front office</strong>" in await root.page(f"/staff/{anna}")
    assert "Front office" in await root.page("/staff")
    await root.send("/roles/groups/front-office", title="Front desk", roles=["cashier"], version="1", active="")
    assert "no longer given" in await root.page("/roles/groups/front-office")
    await root.page("/roles/groups/nothing", 404)
