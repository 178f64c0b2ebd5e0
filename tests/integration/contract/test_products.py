"""The archive of products over HTTP: told once, found by code, barcode and how it is spoken, priced by day."""

from shared.eventstore.rebuild import rebuild
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import problem

FAN = {
    "code": "FAN-1",
    "name": "离心风机",
    "unit": "台",
    "barcode": "6901234567892",
    "brand": "东方",
    "maker": "东方风机厂",
}


async def test_a_product_is_told_once_and_found_as_it_is_spoken(company: Company):
    keeper, clerk = company.admin, company.drafter
    kept = await ok(keeper.post("/v1/products", json=FAN))
    address = f"/v1/products/{kept['product_id']}"
    twice = await clerk.post("/v1/products", json=FAN)
    assert (problem(twice), twice.json()["errors"][0]["pointer"]) == ("duplicate-product", "/code")
    for words in ("FAN", "69012", "lxfj", "风机"):
        found = (await ok(clerk.get("/v1/products", params={"words": words})))["items"]
        assert [(one["code"], one["mnemonic"]) for one in found] == [("FAN-1", "lxfj")], words
    for words in ("%", "_", "\\"):
        assert (await ok(clerk.get("/v1/products", params={"words": words})))["items"] == []
    changed = {**{name: value for name, value in FAN.items() if name != "code"}, "series": "4-72", "retired": False}
    stale = await keeper.put(address, json=changed, headers={"If-Match": '"7"'})
    assert stale.status_code == 412
    await ok(keeper.put(address, json=changed, headers={"If-Match": '"1"'}))
    assert (await ok(clerk.get(address)))["series"] == "4-72"
    assert (await clerk.put(address, json=changed, headers={"If-Match": '"2"'})).status_code == 404


async def test_a_price_is_the_one_of_its_day_with_all_that_was_said_before(company: Company):
    keeper = company.admin
    address = f"/v1/products/{(await ok(keeper.post('/v1/products', json=FAN)))['product_id']}"
    said = (("2026-01-01", "100.50"), ("2026-03-01", "98.1234"), ("2026-01-01", "101.00"), ("2026-06-01", None))
    for day, price in said:
        body = {"kind": "retail", "currency": "CNY", "price": price, "effective_on": day}
        await ok(keeper.post(f"{address}/prices", json=body))
    query = {"kind": "retail", "currency": "CNY"}
    for day, price in (("2026-02-28", "101.00"), ("2026-05-31", "98.1234")):
        assert (await ok(keeper.get(f"{address}/price", params={**query, "on": day})))["price"] == price
    for day in ("2025-12-31", "2026-06-01"):
        assert (await keeper.get(f"{address}/price", params={**query, "on": day})).status_code == 404
    assert len((await ok(keeper.get(f"{address}/prices")))["items"]) == len(said)
    changed = {name: value for name, value in FAN.items() if name != "code"} | {"series": "priced before"}
    shown = (await ok(keeper.get(address)))["version"]
    await ok(keeper.put(address, json=changed, headers={"If-Match": f'"{shown}"'}))
    wrong = (
        ({"price": "-1"}, "/price"),
        ({"currency": "XXX"}, "/currency"),
        ({"kind": "customer"}, "/customer_id"),
        ({"kind": "customer", "customer_id": new_id()}, "/customer_id"),
    )
    for changes, pointer in wrong:
        body = {**query, "price": "1", "effective_on": "2026-01-01", **changes}
        answer = await keeper.post(f"{address}/prices", json=body)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer), answer.text
    assert [check for check in await rebuild(company.serving.running.store) if not check.same] == []
