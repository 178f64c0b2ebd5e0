import httpx
import pytest

from shared.eventstore.rebuild import rebuild
from shared.testing.paging import pages
from shared.testing.serving import Serving
from shared.values.ids import new_id

from .conftest import CABLES, LI, NORTH, SOUTH, WANG, added, found, made


async def test_a_registered_customer_is_shown_as_it_was_given(north: httpx.AsyncClient):
    customer_id = await made(north, CABLES)
    shown = (await north.get(f"/v1/customers/{customer_id}")).json()
    assert shown["name"] == CABLES["name"]
    assert shown["identifiers"] == CABLES["identifiers"]
    assert (shown["state"], shown["roles"], shown["version"]) == ("prospect", ["supplier"], 1)


async def test_a_person_is_shown_to_who_may_and_lies_sealed(north: httpx.AsyncClient, service: Serving):
    customer_id = await made(north, WANG)
    shown = (await north.get(f"/v1/customers/{customer_id}")).json()
    assert shown["name"] == "王小明"
    assert {one["value"] for one in shown["identifiers"]} == {"+8613800138000", "wang@example.com"}
    pool = service.running.store.database.pool("system")
    for table in ("events", "customers", "customer_identifiers", "customer_history", "search_tokens"):
        text = str(await pool.fetch(f"SELECT t::text FROM {table} t"))
        assert "王" not in text
        assert "138001" not in text
        assert "wang@" not in text
    data = [bytes(row["data"]) for row in await pool.fetch("SELECT data FROM events")]
    assert not any("王".encode() in one or b"138001" in one for one in data)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({**CABLES, "identifiers": [{"kind": "social_credit_code", "value": "91110000600037341M"}]}, "/identifiers/0"),
        ({**WANG, "identifiers": [{"kind": "phone", "value": "12"}]}, "/identifiers/0"),
        ({**CABLES, "roles": ["friend"]}, "/roles/0"),
        ({**CABLES, "kind": True}, "/kind"),
        ({**CABLES, "surprise": 1}, "/surprise"),
        ({**CABLES, "effective_on": "2026-02-30"}, "/effective_on"),
        ({**CABLES, "name": "a\u202eb"}, "/name"),
    ],
)
async def test_a_wrong_field_is_refused_where_it_stands_and_nothing_is_kept(north, service, body, pointer):
    answer = await north.post("/v1/customers", json=body)
    assert answer.status_code == 422, answer.text
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]
    assert not await service.running.store.database.pool("system").fetchval("SELECT count(*) FROM events")


async def test_a_customer_of_a_source_is_registered_once(north: httpx.AsyncClient):
    body = {**CABLES, "source": "erp", "source_id": "7"}
    await made(north, body)
    again = await north.post("/v1/customers", json=body)
    assert (again.status_code, again.json()["type"]) == (409, "urn:pactline:problem:already-registered")


async def test_an_edit_needs_the_version_read_and_is_kept_field_by_field(north: httpx.AsyncClient):
    customer_id = await made(north, CABLES)
    address = f"/v1/customers/{customer_id}"
    edit = {"reason": "moved", "region": "上海", "industry": "cables"}
    assert (await north.patch(address, json=edit)).status_code == 428
    edited = await north.patch(address, json=edit, headers={"If-Match": '"1"'})
    assert (edited.status_code, edited.headers["etag"]) == (200, '"2"'), edited.text
    assert (await north.patch(address, json=edit, headers={"If-Match": '"1"'})).status_code == 412
    changes = (await north.get(f"{address}/history")).json()["changes"]
    assert [(one["field"], one["before"], one["after"], one["actor"]) for one in changes] == [
        ("industry", None, "cables", "anna"),
        ("region", "江苏", "上海", "anna"),
    ]


async def test_the_life_of_a_customer_by_hand(north: httpx.AsyncClient):
    customer_id = await made(north, CABLES)
    address = f"/v1/customers/{customer_id}"
    lost = {"stage": "lost", "reason": "too dear"}
    refused = await north.put(f"{address}/stage", json=lost, headers={"If-Match": '"1"'})
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:pactline:problem:cause-missing")
    moved = await north.put(f"{address}/stage", json={**lost, "cause": "price"}, headers={"If-Match": '"1"'})
    assert moved.status_code == 200
    assert (await north.post(f"{address}/deregistration", json={"reason": "bankrupt"})).status_code == 200
    closed = await north.put(f"{address}/owner", json={"owner_id": None, "reason": "x"}, headers={"If-Match": '"3"'})
    assert (closed.status_code, closed.json()["state"]) == (409, "deregistered")
    assert (await north.post(f"{address}/restoration", json={"reason": "paid"})).status_code == 200
    assert (await north.get(address)).json()["state"] == "lost"


async def test_an_owner_who_is_nobody_or_has_left_is_refused_by_the_field_and_anybody_else_takes_over(north, service):
    anna, gone = new_id(), new_id()
    await service.caller(anna, ["customer.*"], NORTH)
    await service.caller(gone, ["customer.*"], NORTH)
    await service.leave(gone)
    customer_id = await made(north, {**CABLES, "owner_id": anna})
    before = await service.running.store.database.pool("system").fetchval("SELECT count(*) FROM events")
    for nobody in (new_id(), gone):
        change = {"owner_id": nobody, "reason": "x"}
        for answer in (
            await north.post("/v1/customers", json={**WANG, "owner_id": nobody}),
            await north.put(f"/v1/customers/{customer_id}/owner", json=change, headers={"If-Match": '"1"'}),
        ):
            assert answer.status_code == 422, answer.text
            assert [one["pointer"] for one in answer.json()["errors"]] == ["/owner_id"]
            assert nobody not in answer.text
    assert await service.running.store.database.pool("system").fetchval("SELECT count(*) FROM events") == before
    boris = new_id()
    await service.caller(boris, ["customer.*"], NORTH)
    taken = {"owner_id": boris, "reason": "Anna moves to the south"}
    over = await north.put(f"/v1/customers/{customer_id}/owner", json=taken, headers={"If-Match": '"1"'})
    assert over.status_code == 200, over.text
    assert (await north.get(f"/v1/customers/{customer_id}")).json()["owner_id"] == boris


async def test_a_merge_points_to_the_survivor_and_can_be_undone(north: httpx.AsyncClient):
    survivor = await made(north, {**CABLES, "identifiers": []})
    twin = await made(north, {**CABLES, "name": "长江电缆"})
    merged = await north.post(f"/v1/customers/{twin}/merge", json={"survivor_id": survivor, "reason": "twice"})
    assert merged.status_code == 200, merged.text
    assert (await north.get(f"/v1/customers/{twin}")).json()["survivor_id"] == survivor
    assert (await north.post(f"/v1/customers/{twin}/unmerge", json={"reason": "two firms"})).status_code == 200
    shown = (await north.get(f"/v1/customers/{twin}")).json()
    assert (shown["survivor_id"], shown["state"]) == (None, "prospect")


async def test_another_units_user_sees_and_finds_nothing(north: httpx.AsyncClient, south: httpx.AsyncClient):
    customer_id = await made(north, CABLES)
    person = await made(north, WANG)
    contact_id = await added(north, customer_id)
    for address in (
        f"/v1/customers/{customer_id}",
        f"/v1/customers/{customer_id}/history",
        f"/v1/contacts/{contact_id}",
    ):
        assert (await south.get(address)).status_code == 404
    for query in ("长江", "王小明", "13800138000", "李雷", "91110000600037341L"):
        assert await found(south, query) == []
    assert (await south.get("/v1/customers")).json()["customers"] == []
    asked = await south.get("/v1/people", params={"ids": f"{person},{contact_id}"})
    assert asked.json() == {"people": []}
    edit = {"reason": "x", "region": "y"}
    answer = await south.patch(f"/v1/customers/{customer_id}", json=edit, headers={"If-Match": '"1"'})
    assert answer.status_code == 404
    assert (await south.post(f"/v1/customers/{person}/erasure", json={"reason": "x"})).status_code == 404
    assert (await south.post(f"/v1/customers/{customer_id}/contacts", json=LI)).status_code == 404


async def test_people_are_named_at_the_moment_of_use(north: httpx.AsyncClient):
    firm, person = await made(north, CABLES), await made(north, WANG)
    contact_id = await added(north, firm)
    unknown = "0190163d-8694-739b-aea5-966c26f8adff"
    answer = await north.get("/v1/people", params={"ids": f"{person},{unknown},{contact_id},{firm}"})
    people = answer.json()["people"]
    assert [(one["name"], one["email"], one["phone"], one["erased"]) for one in people] == [
        ("王小明", "wang@example.com", "+8613800138000", False),
        ("李雷", "li@example.com", "+8613900139000", False),
        (CABLES["name"], None, None, False),
    ]


async def test_rebuilt_tables_equal_the_live_ones(north: httpx.AsyncClient, service: Serving):
    firm, person = await made(north, CABLES), await made(north, WANG)
    contact_id = await added(north, firm)
    edit = {"reason": "r", "identifiers": [{"kind": "phone", "value": "13800138001"}], "person_name": "王小明儿"}
    assert (await north.patch(f"/v1/customers/{person}", json=edit, headers={"If-Match": '"1"'})).status_code == 200
    edit = {"reason": "r", "name": "长江电缆", "identifiers": [], "roles": ["customer", "supplier"]}
    assert (await north.patch(f"/v1/customers/{firm}", json=edit, headers={"If-Match": '"1"'})).status_code == 200
    await north.post(f"/v1/contacts/{contact_id}/removal", json={"reason": "left"})
    checks = await rebuild(service.running.store)
    assert [check.table for check in checks if not check.same] == []
    assert {check.table for check in checks} >= {"customers", "contacts", "search_tokens", "imports"}
    assert await found(north, "王小明儿") == ["王小明儿"]
    assert await found(north, "91110000600037341L") == ["长江电缆"]


async def test_contacts_and_history_are_read_page_by_page(north: httpx.AsyncClient):
    customer_id = await made(north, CABLES)
    contacts = sorted([await added(north, customer_id) for _ in range(3)])
    told = await pages(north, f"/v1/customers/{customer_id}/contacts", "contacts", limit=2)
    assert [[one["contact_id"] for one in page] for page in told] == [contacts[:2], contacts[2:]]
    edit = {"region": "浙江", "industry": "制造", "name": "南京长江电缆集团", "reason": "register"}
    address = f"/v1/customers/{customer_id}"
    assert (await north.patch(address, json=edit, headers={"If-Match": '"1"'})).status_code == 200
    told = await pages(north, f"{address}/history", "changes", limit=2)
    whole = (await north.get(f"{address}/history")).json()["changes"]
    assert [len(page) for page in told] == [2, 1]
    assert [one for page in told for one in page] == whole
    wrong = await north.get(f"{address}/history", params={"cursor": "x"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/query/cursor")


async def test_a_unit_of_nobody_or_out_of_reach_is_refused_by_the_field(north: httpx.AsyncClient):
    for unit, status in ((new_id(), 422), (SOUTH, 403)):
        answer = await north.post("/v1/customers", json={**CABLES, "unit_id": unit})
        assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (status, ["/unit_id"])


async def test_a_survivor_who_is_nobody_or_out_of_sight_is_refused_by_the_field(north: httpx.AsyncClient, south):
    twin, theirs = await made(north, CABLES), await made(south, CABLES)
    for survivor in (new_id(), theirs):
        answer = await north.post(f"/v1/customers/{twin}/merge", json={"survivor_id": survivor, "reason": "twice"})
        assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (422, ["/survivor_id"])
