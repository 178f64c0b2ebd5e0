import httpx
import pytest

from shared.eventstore.rebuild import rebuild
from shared.testing.serving import Serving

CABLES = {
    "kind": "organisation",
    "name": "南京长江电缆有限公司",
    "roles": ["supplier"],
    "identifiers": [{"kind": "social_credit_code", "value": "91110000600037341L"}],
    "region": "江苏",
}
WANG = {
    "kind": "person",
    "person_name": "王小明",
    "identifiers": [{"kind": "phone", "value": "138 0013 8000"}, {"kind": "email", "value": "wang@example.com"}],
    "stage": "active",
}
LI = {"role": "buyer", "name": "李雷", "email": "li@example.com", "phone": "13900139000"}


async def made(client: httpx.AsyncClient, body: dict) -> str:
    answer = await client.post("/v1/customers", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["customer_id"]


async def added(client: httpx.AsyncClient, customer_id: str, body: dict = LI) -> str:
    answer = await client.post(f"/v1/customers/{customer_id}/contacts", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["contact_id"]


async def found(client: httpx.AsyncClient, query: str) -> list[str | None]:
    answer = await client.get("/v1/customers", params={"q": query})
    assert answer.status_code == 200, answer.text
    return [one["name"] for one in answer.json()["customers"]]


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


async def test_a_merge_points_to_the_survivor_and_can_be_undone(north: httpx.AsyncClient):
    survivor = await made(north, {**CABLES, "identifiers": []})
    twin = await made(north, {**CABLES, "name": "长江电缆"})
    merged = await north.post(f"/v1/customers/{twin}/merge", json={"survivor_id": survivor, "reason": "twice"})
    assert merged.status_code == 200, merged.text
    assert (await north.get(f"/v1/customers/{twin}")).json()["survivor_id"] == survivor
    assert (await north.post(f"/v1/customers/{twin}/unmerge", json={"reason": "two firms"})).status_code == 200
    shown = (await north.get(f"/v1/customers/{twin}")).json()
    assert (shown["survivor_id"], shown["state"]) == (None, "prospect")


@pytest.mark.parametrize("query", ["长江", "南京长江电缆有限公司", "cjdl", "njcj", "changjiang", "91110000600037341L"])
async def test_an_organisation_is_found_by_name_pinyin_and_number(north: httpx.AsyncClient, query: str):
    await made(north, CABLES)
    await made(north, {**CABLES, "name": "西安宝石机械", "identifiers": []})
    assert (await found(north, query))[:1] == [CABLES["name"]]


async def test_a_latin_name_is_found_in_spite_of_a_typing_error(north: httpx.AsyncClient):
    await made(north, {"kind": "organisation", "name": "Yangtze River Cables Ltd"})
    await made(north, {"kind": "organisation", "name": "Blue Danube Shipping"})
    assert await found(north, "yangtse river") == ["Yangtze River Cables Ltd"]
    assert await found(north, "100%_\\") == []


@pytest.mark.parametrize(
    "query",
    ["王小明", "小明", "王", "wangxiaoming", "wxm", "wangx", "13800138000", "+86 138 0013 8000", "WANG@example.com"],
)
async def test_a_person_is_found_by_name_pinyin_and_number(north: httpx.AsyncClient, query: str):
    await made(north, WANG)
    await made(north, {"kind": "person", "person_name": "陈静"})
    assert await found(north, query) == ["王小明"]


async def test_a_contact_leads_to_its_customer(north: httpx.AsyncClient):
    customer_id = await made(north, CABLES)
    await added(north, customer_id)
    assert await found(north, "李雷") == [CABLES["name"]]
    assert await found(north, "13900139000") == [CABLES["name"]]


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


async def test_a_list_goes_page_by_page_and_filters(north: httpx.AsyncClient):
    for number in range(5):
        await made(north, {"kind": "organisation", "name": f"Firm {number}", "roles": ["partner"]})
    await made(north, WANG)
    page = await north.get("/v1/customers", params={"role": "partner", "limit": 3})
    names = [one["name"] for one in page.json()["customers"]]
    following = page.headers["link"].split(">")[0].removeprefix("<")
    names += [one["name"] for one in (await north.get(following)).json()["customers"]]
    assert sorted(names) == [f"Firm {number}" for number in range(5)]
    persons = (await north.get("/v1/customers", params={"kind": "person"})).json()["customers"]
    assert [one["name"] for one in persons] == ["王小明"]


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


async def test_an_erased_contact_is_unreadable_everywhere(north: httpx.AsyncClient, service: Serving):
    customer_id = await made(north, CABLES)
    contact_id = await added(north, customer_id)
    edit = {"reason": "new number", "phone": "13700137000"}
    assert (await north.patch(f"/v1/contacts/{contact_id}", json=edit, headers={"If-Match": '"1"'})).status_code == 200
    erased = await north.post(f"/v1/contacts/{contact_id}/erasure", json={"reason": "asked"})
    assert erased.json() == {"erased": [f"contact-{contact_id}"], "retained": []}
    shown = (await north.get(f"/v1/contacts/{contact_id}")).json()
    assert (shown["name"], shown["email"], shown["phone"], shown["stage"]) == ("[erased]",) * 3 + ("erased",)
    assert await found(north, "李雷") == []
    people = (await north.get("/v1/people", params={"ids": contact_id})).json()["people"]
    assert (people[0]["name"], people[0]["email"], people[0]["erased"]) == ("[erased]", None, True)
    pool = service.running.store.database.pool("system")
    assert await pool.fetchval("SELECT count(*) FROM person_keys WHERE stream_id = $1", f"contact-{contact_id}") == 0
    assert await pool.fetchval("SELECT count(*) FROM search_tokens WHERE stream = $1", f"contact-{contact_id}") == 0
    again = await north.post(f"/v1/contacts/{contact_id}/erasure", json={"reason": "asked"})
    assert again.status_code == 200
    assert (await north.get(f"/v1/customers/{customer_id}")).json()["name"] == CABLES["name"]


async def test_a_person_gets_their_data_as_one_file(north: httpx.AsyncClient):
    person = await made(north, WANG)
    await added(north, person)
    file = (await north.get(f"/v1/customers/{person}/personal-data")).json()
    assert file["customer"]["name"] == "王小明"
    assert [one["email"] for one in file["contacts"]] == ["li@example.com"]


async def test_an_erased_person_goes_with_duplicates_and_contacts_and_an_organisation_is_refused(
    north: httpx.AsyncClient, service: Serving
):
    person, twin = await made(north, WANG), await made(north, {**WANG, "identifiers": []})
    assistant = await added(north, person)
    await north.post(f"/v1/customers/{twin}/merge", json={"survivor_id": person, "reason": "twice"})
    erased = await north.post(f"/v1/customers/{person}/erasure", json={"reason": "asked"})
    assert set(erased.json()["erased"]) == {f"customer-{person}", f"customer-{twin}", f"contact-{assistant}"}
    shown = (await north.get(f"/v1/customers/{person}")).json()
    assert (shown["name"], shown["identifiers"], shown["state"]) == ("[erased]", [], "erased")
    assert await found(north, "王小明") == []
    firm = await made(north, CABLES)
    refused = await north.post(f"/v1/customers/{firm}/erasure", json={"reason": "asked"})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:pactline:problem:not-a-person")
    assert all(check.same for check in await rebuild(service.running.store))


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
