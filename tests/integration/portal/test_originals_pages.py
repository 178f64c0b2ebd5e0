"""Bills, originals of invoices, stamp duty, small suppliers and other systems for cashiers and accountants."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from shared.testing.serving import Serve
from shared.values.ids import new_id
from tests.integration.contract.conftest import ok
from tests.integration.contract.money import agreed, line

from .desk import Desk, desk_of

ORIGINAL = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
async def desk(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    async with desk_of(serve, monkeypatch) as ready:
        yield ready


async def test_a_bill_covers_an_invoice_is_split_and_dishonoured_and_an_original_is_kept_checked_and_sent(desk: Desk):
    desk.address = await agreed(desk.company, [line("3", "service", "100.00", "counterparty")], "sales")
    today = desk.portal.clock.today()
    number = f"{today:%y}322000000012345601"
    await desk.does("invoice", number=number, place="3|service", taxed__0__net="60.00", effective_on=f"{today}")
    (invoice,) = await desk.its("invoices", "invoice_id")
    days = {"issued_on": f"{today - timedelta(days=9)}", "matures_on": f"{today}"}
    await desk.does("bill", number="B-1", acceptor="bank", acceptor_name="ICBC", amount="50.00", **days)
    (bill,) = await desk.its("bills", "bill_id")
    over = {f"settles__{invoice}__amount": "70.00"}
    await desk.does("bill-allocation", bill, status=409, **over)
    await desk.does("bill-allocation", bill, **{f"settles__{invoice}__amount": "50.00"})
    await desk.does("bill-split", bill, amounts="20.00\n30.00")
    page = await desk.browser.read("/payments/bills")
    for words in ("ICBC", "CN¥20.00", "CN¥30.00", "a piece", "Pass it on"):
        assert words in page
    at_risk = await desk.browser.read("/payments/bills/exposures")
    assert "CN¥50.00" in at_risk
    (customer,) = {one["counterparty_id"] for one in (await desk.asks("/v1/bills"))["items"]}
    assert f"/payments/bills?customer={customer}&amp;state=held" in at_risk
    assert "No bill" in await desk.browser.read("/payments/bills", customer=new_id(), state="held")
    held = await desk.asks("/v1/bills", contract_id=desk.contract_id, state="held")
    await desk.does("bill-dishonouring", held["items"][0]["bill_id"])
    assert "dishonoured" in await desk.browser.read("/payments/bills", state="dishonoured")
    chosen = await desk.browser.read(f"/payments/bills/{held['items'][1]['bill_id']}/endorsement")
    assert "Purchase contract that it pays on" in chosen

    form = await desk.browser.read(f"/invoices/{invoice}/original")
    assert f'value="{number}"' in form
    fields = {"key": new_id(), "form_token": desk.browser.token, "number": number, "category": "special"}
    sums = {"issued_on": f"{today}", "tax": "0.00", "gross": "60.00", "currency": "CNY"}
    files = {"original": ("invoice.pdf", ORIGINAL, "application/pdf")}
    at = f"/invoices/{invoice}/original"
    wrong = await desk.browser.http.post(at, data={**fields, **sums, "gross": "61.00"}, files=files)
    assert wrong.status_code == 422, wrong.text[:300]
    kept = await desk.browser.http.post(at, data={**fields, **sums, "key": new_id()}, files=files)
    assert kept.status_code == 303, kept.text[:500]
    page = await desk.browser.read("/payments/einvoices", state="unverified")
    assert number in page
    (original,) = await desk.its("einvoices", "einvoice_id")
    await desk.does("einvoice-verification", original, finding="genuine")
    assert "genuine" in await desk.browser.read("/payments/einvoices", state="genuine")
    got = await desk.browser.http.get(f"/payments/einvoices/{original}/file")
    assert got.content == ORIGINAL

    assert number in await desk.browser.read("/payments/ports/new")
    await desk.browser.send("/payments/ports/new", status=303, port="invoices", document=[invoice])
    page = await desk.browser.read("/payments/ports", port="invoices")
    assert "on its way" in page
    twice = await desk.browser.send("/payments/ports/new", status=409, port="invoices", document=[invoice])
    assert "alert" in twice
    (message,) = [one["message_id"] for one in (await desk.asks("/v1/port-messages"))["items"]]
    early = await desk.browser.send(f"/payments/ports/{message}/again", status=409)
    assert "not possible in its state now" in early


async def test_what_small_suppliers_are_owed_stands_with_its_interest_and_stamp_duty_by_quarter(desk: Desk):
    due = desk.portal.clock.today() - timedelta(days=20)
    plan = [line("5.2", "final", "100.00") | {"due_on": f"{due}"}]
    customer = new_id()
    desk.address = await agreed(desk.company, plan, counterparty=customer)
    assert "Nothing is owed to small suppliers" in await desk.browser.read("/payments/suppliers")
    size = {"size": "small", "effective_on": "2020-01-01"}
    await ok(desk.company.admin.post(f"/v1/parties/{customer}/sizes", json=size))
    page = await desk.browser.read("/payments/suppliers", days="0")
    for words in ("20 days late", "small enterprise", "CN¥100.00"):
        assert words in page
    interest = await desk.browser.read(f"/payments/suppliers/{desk.contract_id}")
    assert "Planned payment" in interest
    assert "Stamp duty" in await desk.browser.read("/payments/stamp-duty")
    sheet = await desk.browser.http.get("/payments/stamp-duty/contracts.csv")
    assert sheet.headers["content-type"].startswith("text/csv")
    assert "No contract made duty due" in await desk.browser.read("/payments/stamp-duty/contracts", quarter="2001-Q1")
