"""The archive of products over HTTP: told once, found by code, barcode and how it is spoken, priced by day."""

from typing import Any

import httpx

from services.contract.consumers import CustomerSeen, remember
from shared.eventstore.rebuild import rebuild
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import agreed, cny, line, problem
from tests.integration.contract.test_customers import received
from tests.integration.contract.test_routes import graded

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32
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
    # Its pictures are shown to whoever sees products, wherever they were sent.
    sent = [await ok(keeper.post("/v1/files", params={"name": "fan"}, content=one)) for one in (PNG, b"Notes.")]
    shown = {**changed, "images": [sent[0]["file_id"]]}
    wrong = await keeper.put(address, json={**changed, "images": [sent[1]["file_id"]]}, headers={"If-Match": '"2"'})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/images/0")
    for version in (2, 3):
        await ok(keeper.put(address, json=shown, headers={"If-Match": f'"{version}"'}))
    picture = await clerk.get(f"{address}/images/{sent[0]['file_id']}")
    assert (picture.status_code, picture.content, picture.headers["content-type"]) == (200, PNG, "image/png")
    assert (await clerk.get(f"{address}/images/{sent[1]['file_id']}")).status_code == 404
    other = (await ok(keeper.post("/v1/products", json={**FAN, "code": "FAN-2"})))["product_id"]
    taken = {"If-Match": '"1"'}
    refused = await keeper.put(f"/v1/products/{other}", json=shown, headers=taken)
    assert (problem(refused), refused.json()["errors"][0]["pointer"]) == ("file-taken", "/images/0")


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


async def test_a_customer_buys_at_their_tariff_and_the_price_says_why(company: Company):
    keeper, customer = company.admin, new_id()
    seen = CustomerSeen(customer_id=customer, kind="organisation", source="", source_id="")
    async with company.serving.running.store.begin() as work:
        await remember(work, received(company, seen))
    address = f"/v1/products/{(await ok(keeper.post('/v1/products', json=FAN)))['product_id']}"
    for kind, price in (("retail", "100.00"), ("wholesale", "80.00")):
        body = {"kind": kind, "currency": "CNY", "price": price, "effective_on": "2026-01-01"}
        await ok(keeper.post(f"{address}/prices", json=body))

    async def quoted(on: str = "2026-05-01") -> tuple[str | None, str | None]:
        asked = {"customer_id": customer, "currency": "CNY", "on": on}
        found = await ok(keeper.get(f"{address}/quote", params=asked))
        return found["price"], (found["rate"] or {}).get("of")

    async def lay_down(**said: Any) -> httpx.Response:
        body = {"list_price": "retail", "effective_on": "2026-02-01", **said}
        return await keeper.post("/v1/tariffs", json=body)

    assert await quoted() == ("100.00", None)
    sold = await agreed(company, [line("5", "all", "500.00", "counterparty")], "sales", customer)
    grade = {"grade": "CCC", "graded_on": "2026-01-01", "valid_until": "2099-12-31"}
    await graded(company, customer, grade)
    await ok(lay_down(grade="CCC", list_price="wholesale", discount="0.05"))
    assert (await quoted(), await quoted("2026-01-31")) == (("76.00", "grade"), ("100.00", None))
    await ok(lay_down(customer_id=customer, brand="东方", discount="0.30"))
    assert await quoted() == ("70.00", "customer")
    await ok(lay_down(customer_id=customer, brand="东方", discount=None, effective_on="2026-03-01"))
    assert (await quoted(), await quoted("2026-02-28")) == (("76.00", "grade"), ("70.00", "customer"))
    own = {"kind": "customer", "customer_id": customer, "currency": "CNY", "price": "65", "effective_on": "2026-04-01"}
    await ok(keeper.post(f"{address}/prices", json=own))
    assert await quoted() == ("65", None)
    sales = {"counterparty_id": customer, "type_id": await company.kind("sales"), "text": "Fans", "title": "Fans"}
    item = {"description": "Fan", "quantity": "2", "tax_rate": "0.13", "product_code": "FAN-1"}
    draft = {**sales, "lines": [item], "plan": [line("5", "all", "152.00", "counterparty")]}
    made = await ok(company.drafter.post("/v1/contracts", json={**draft, "effective_on": "2026-03-01"}))
    shown = await ok(company.drafter.get(f"/v1/contracts/{made['contract_id']}"))
    assert (shown["lines"][0]["unit_price"], shown["amount"]) == ("67.256637", cny("152.00"))
    unknown = {**draft, "lines": [{**item, "product_code": None}]}
    refused = await company.drafter.post("/v1/contracts", json=unknown)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/lines/0/unit_price")
    ordered = {"lines": [{"product": "FAN-1", "description": "Fan", "quantity": "2"}], "effective_on": "2026-03-01"}
    placed = await ok(company.drafter.post(f"{sold}/orders", json=ordered))
    [bought] = (await ok(company.drafter.get(f"/v1/orders/{placed['order_id']}")))["lines"]
    assert (bought["unit_price"], bought["priced_by"]) == ("76.00", "tariff")
    why = {"own": False, "list_price": "wholesale", "start": "80.00", "of": "grade", "discount": "0.05"}
    assert bought["tariff"] == why
    said = (await ok(keeper.get("/v1/tariffs", params={"customer_id": customer})))["items"]
    assert [(one["effective_on"], one["discount"]) for one in said] == [("2026-03-01", None), ("2026-02-01", "0.30")]
    for changes, pointer in (
        ({"discount": "0.1"}, "/customer_id"),
        ({"customer_id": new_id(), "discount": "0.1"}, "/customer_id"),
        ({"grade": "A", "discount": "1.1"}, "/discount"),
        ({"grade": "A", "discount": "0.1", "product_code": "NONE"}, "/product_code"),
        ({"grade": "A", "discount": "0.1", "product_code": "FAN-1", "brand": "东方"}, "/brand"),
    ):
        answer = await lay_down(**changes)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer), answer.text
    assert [check for check in await rebuild(company.serving.running.store) if not check.same] == []


async def test_brands_of_a_month_are_named_and_what_was_ordered_of_them_is_told(company: Company):
    keeper = company.admin
    await ok(keeper.post("/v1/products", json=FAN))
    address = await agreed(company, [line("5", "all", "500.00", "counterparty")], "sales")
    lines = [
        {"product": "FAN-1", "description": "Fan", "quantity": quantity, "unit_price": "20.00"}
        for quantity in ("3", "2")
    ]
    for day in ("2026-03-31", "2026-04-01"):
        body = {"lines": lines, "effective_on": day}
        await ok(company.drafter.post(f"{address}/orders", json=body))
    for said in ({"key": ["北辰"], "tracked": []}, {"key": ["东方"], "tracked": ["云栈"]}):
        await ok(keeper.post("/v1/brand-months", json={"month": "2026-03", **said}))
    named = (await ok(keeper.get("/v1/brand-months", params={"month": "2026-03"})))["items"]
    assert [(one["brand"], one["role"]) for one in named] == [("东方", "key"), ("云栈", "tracked")]
    for month, role in (("2026-03", "key"), ("2026-04", None)):
        (figure,) = (await ok(company.drafter.get("/v1/brand-figures", params={"month": month})))["items"]
        assert (figure["brand"], figure["role"], figure["orders"], figure["quantity"]) == ("东方", role, 1, "5")
        assert figure["amount"] == cny("100.00")
        behind = {"month": month, "brand": "东方", "direction": "sales", "currency": "CNY"}
        (ordered,) = (await ok(company.drafter.get("/v1/orders", params=behind)))["items"]
        assert (ordered["amount"], ordered["effective_on"][:7]) == (cny("100.00"), month)
        for other in ({"brand": "北辰"}, {"currency": "USD"}, {"direction": "purchase"}, {"month": "2026-05"}):
            assert (await ok(company.drafter.get("/v1/orders", params={**behind, **other})))["items"] == []
    elsewhere = await company.serving.unit(new_id(), company.headquarters)
    stranger = await company.serving.caller(new_id(), ["contract.*"], elsewhere)
    assert (await ok(stranger.get("/v1/brand-figures", params={"month": "2026-03"})))["items"] == []
    twice = await keeper.post("/v1/brand-months", json={"month": "2026-03", "key": ["A"], "tracked": ["A"]})
    assert (twice.status_code, twice.json()["errors"][0]["pointer"]) == (422, "/tracked/0")
    assert [check for check in await rebuild(company.serving.running.store) if not check.same] == []
