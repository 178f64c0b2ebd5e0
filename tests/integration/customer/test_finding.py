"""Finding customers: by name, a part of it, its pinyin, a number, or the contact who speaks for them."""

import httpx
import pytest

from .conftest import CABLES, WANG, added, found, made

FIRM = {"kind": "organisation"}


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
    two = page.json()["customers"][:2]
    only = await north.get("/v1/customers", params={"customer_id": [one["customer_id"] for one in two]})
    assert only.json()["customers"] == two


async def names(client: httpx.AsyncClient, **params: object) -> list[str]:
    answer = await client.get("/v1/customers", params=params)
    assert answer.status_code == 200, answer.text
    return [one["name"] for one in answer.json()["customers"]]


async def test_the_holder_of_a_number_comes_before_those_who_only_look_like_it(north: httpx.AsyncClient):
    await made(north, {**FIRM, "name": "91110000600037341L"})
    await made(north, CABLES)
    assert await found(north, "91110000600037341L") == [CABLES["name"], "91110000600037341L"]


async def test_the_nearest_name_comes_first_and_no_more_than_asked_for(north: httpx.AsyncClient):
    for name in ("Blue Danube Shipping", "Blue Danube Ship", "Blue Danish Shops"):
        await made(north, {**FIRM, "name": name})
    assert (await names(north, q="blue danube ship"))[:2] == ["Blue Danube Ship", "Blue Danube Shipping"]
    assert await names(north, q="blue danube ship", limit=1) == ["Blue Danube Ship"]


async def test_a_filter_narrows_what_is_found_before_it_is_cut_to_the_limit(north: httpx.AsyncClient):
    for _ in range(4):
        await made(north, {**FIRM, "name": "Danube", "roles": ["supplier"]})
    await made(north, {**FIRM, "name": "Danube Shipping Company", "roles": ["partner"]})
    assert await names(north, q="danube", role="partner", limit=1) == ["Danube Shipping Company"]
    assert await names(north, q="danube", kind="person", limit=1) == []
    assert await names(north, q="danube", state="lost") == []


async def test_signs_with_a_meaning_for_the_database_mean_themselves(north: httpx.AsyncClient):
    await made(north, {**FIRM, "name": "Hundred Percent"})
    for query in ("%", "_", "\\", "%%%", "' OR 1=1 --", "&|!:*"):
        assert await found(north, query) == []


async def test_an_erased_or_renamed_person_is_found_by_nothing_of_before(north: httpx.AsyncClient):
    person = await made(north, WANG)
    edit = {"reason": "married", "person_name": "陈静", "identifiers": []}
    assert (await north.patch(f"/v1/customers/{person}", json=edit, headers={"If-Match": '"1"'})).status_code == 200
    assert await found(north, "陈静") == ["陈静"]
    for query in ("王小明", "wangxiaoming", "13800138000", "wang@example.com"):
        assert await found(north, query) == []


async def test_a_removed_contact_leads_nowhere(north: httpx.AsyncClient):
    customer_id = await made(north, CABLES)
    contact_id = await added(north, customer_id)
    assert (await north.post(f"/v1/contacts/{contact_id}/removal", json={"reason": "left"})).status_code < 300
    assert await found(north, "李雷") == []
