"""The collection file, the rules of ageing, rates and products, done as a browser does them over the real contract
service: what is sent is kept, what is refused is told at its field.
"""

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from shared.testing.serving import Serve
from shared.values.clock import INSTALLATION_ZONE
from shared.values.ids import new_id
from tests.integration.contract.money import agreed, billed, line

from .desk import Desk, desk_of

ALL = ("3", "all")
REPLY = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
async def desk(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    async with desk_of(serve, monkeypatch) as ready:
        yield ready


def ago(days: int) -> str:
    """A day of the installation's, as the contract service counts them."""
    return f"{datetime.now(INSTALLATION_ZONE).date() - timedelta(days=days)}"


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


async def test_all_that_is_done_about_a_late_invoice_stands_in_its_file(desk: Desk):
    desk.address = await agreed(desk.company, [line(*ALL, "100.00", "counterparty")], "sales")
    due, made = ago(100), ago(120)
    invoice = await billed(desk.company, desk.address, "100.00", ALL, due_on=due, effective_on=made)
    file, money = f"/arrears/{desk.contract_id}", {"currency": "CNY"}
    send = desk.browser.send
    await send(f"{file}/demand", status=303, channel="lawyer", effective_on=ago(9), **money)
    await send(f"{file}/pause", status=303, invoice_id=invoice, from_on=ago(30), until_on=ago(20), **money)
    await send(f"{file}/interest-terms", status=303, clause="3", none="yes", from_on=due, **money)
    await send(f"{file}/valuation", status=303, as_of=ago(0), **money)
    await send(f"{file}/confirmation", status=303, as_of=ago(3), **money)
    told = words_of(await desk.browser.read(file))
    for words in (
        "by a lawyer's letter can be proved",
        "Pause agreed for",
        "Clause 3 · from",
        "no interest",
        "Expected loss in the books CN¥10.00",
        "90 days past due",
        "waits for an answer",
    ):
        assert words in told, words
    (asked,) = (await desk.asks(f"{desk.address}/arrears"))["confirmations"]
    answer = await desk.browser.http.post(
        f"{file}/confirmations/{asked['confirmation_id']}/answer",
        data={"key": new_id(), "form_token": desk.browser.token, "balance": "1,00.0", **money},
    )
    assert answer.status_code == 422
    assert 'value="1,00.0"' in answer.text
    answer = await desk.browser.http.post(
        f"{file}/confirmations/{asked['confirmation_id']}/answer",
        data={"key": new_id(), "form_token": desk.browser.token, "balance": "80.00", **money},
        files={"file": ("reply.pdf", REPLY, "application/pdf")},
    )
    assert answer.status_code == 303, answer.text
    page = await desk.browser.read(file)
    assert "they say CN¥80.00" in words_of(page)
    way = re.search(rf"{file}/replies/[0-9a-f-]{{36}}", page)
    assert way
    kept = await desk.browser.http.get(way[0])
    assert kept.content == REPLY
    elsewhere = await desk.browser.http.get(f"{file}/replies/{new_id()}")
    assert elsewhere.status_code == 404
    late = await send(f"{file}/interest", status=422, invoice_id=invoice, number="I-1", until=ago(0), **money)
    assert "no interest has come up by then" in late
    too_much = await send(f"{file}/write-off", status=409, invoice_id=invoice, amount="100.01", reason="gone", **money)
    assert "More would be written off" in too_much
    assert ">gone</textarea>" in too_much


async def test_what_is_owed_is_aged_by_rules_laid_down_on_their_page(desk: Desk):
    desk.address = await agreed(desk.company, [line(*ALL, "100.00", "counterparty")], "sales")
    await billed(desk.company, desk.address, "60.00", ALL, due_on=ago(50), effective_on=ago(70))
    page = await desk.browser.read("/arrears/ageing", by="contract")
    assert "31-60 days" in page
    rules = {"buckets": "45, 90", "levels": "1、46", "losses": "0, 5, 50, 100", "limitation_years": "3"}
    few = await desk.browser.send("/arrears/rules", status=422, **{**rules, "from_on": ago(1), "losses": "0, 5, 50"})
    assert "a share for what is not due" in few
    await desk.browser.send("/arrears/rules", status=303, **rules, from_on=ago(1))
    assert "46-90 days" in await desk.browser.read("/arrears/ageing", by="contract")
    assert "31-60 days" in await desk.browser.read("/arrears/ageing", by="contract", as_of=ago(2))
    items = await desk.browser.read("/arrears/ageing/items", bucket="46-90", contract_id=desk.contract_id)
    assert "CN¥60.00" in items
    assert "CN¥60.00" not in await desk.browser.read("/arrears/ageing/items", bucket="1-45")
    sheet = await desk.browser.http.get("/arrears/ageing/sheet.xlsx", params={"contract_id": desk.contract_id})
    assert sheet.content.startswith(b"PK")


async def test_a_rate_is_fixed_once_for_its_day(desk: Desk):
    rate = {"currency": "USD", "against": "CNY", "rate": "7.0825", "source": "CFETS", "effective_on": "2026-01-05"}
    await desk.browser.send("/masters/rates", status=303, **rate)
    again = await desk.browser.send("/masters/rates", status=409, **{**rate, "rate": "7.1"})
    assert "Another rate of these currencies is fixed" in again
    assert "data-open" in again
    same = await desk.browser.send("/masters/rates", status=422, **{**rate, "against": "USD"})
    assert "a currency is no other against itself" in same
    assert "7.0825" in await desk.browser.read("/masters/rates", currency="USD")


async def test_a_product_is_found_by_how_it_is_spoken_changed_priced_and_withdrawn(desk: Desk):
    send, read = desk.browser.send, desk.browser.read
    said = {"code": "B-1", "name": "深沟球轴承", "unit": "pcs", "brand": "HRB"}
    wrong = await send("/products/new", status=422, **said, barcode="!")
    assert 'id="barcode"' in wrong
    await send("/products/new", status=303, **said)
    twice = await send("/products/new", status=409, **said)
    assert "A product of this code is in the archive already" in twice
    (product,) = (await desk.asks("/v1/products", words="sgqzc"))["items"]
    at = f"/products/{product['product_id']}"
    assert at in await read("/products", words="sgq")
    assert at not in await read("/products", words="sgq", brand="SKF")
    for price, on in (("28", "2026-01-01"), ("31.5", "2026-02-01"), ("30", "2026-02-01")):
        await send(f"{at}/prices", status=303, kind="retail", currency="CNY", price=price, effective_on=on)
    nobody = await send(
        f"{at}/prices", status=422, kind="customer", currency="CNY", price="9", effective_on="2026-01-01"
    )
    assert "a customer is named for the prices of one customer alone" in nobody
    page = words_of(await read(at))
    assert "retail price Feb 1, 2026 CN¥30.00" in page
    assert "said otherwise later CN¥31.50" in page
    version = str((await desk.asks(f"/v1{at}"))["version"])
    assert f'name="version" value="{version}"' in await read(f"{at}/edit")
    await send(f"{at}/edit", status=303, **{**said, "brand": "ZWZ"}, mnemonic="sgqzc", version=version)
    stale = await send(f"{at}/edit", status=412, **said, version=version)
    assert "Somebody else changed it" in stale
    await send(f"{at}/edit", status=303, **said, retired="yes", version=str(int(version) + 1))
    last = await read(at)
    assert "withdrawn from sale" in last
    assert 'commandfor="pricing"' not in last
