"""Deeds of a contract's page, done as a browser does them: over the real contract service that decides."""

from collections.abc import AsyncIterator

import pytest

from shared.testing.serving import Serve
from shared.values.ids import new_id
from tests.integration.contract.money import agreed, balances, line

from .desk import Desk, desk_of
from .visiting import browse

BOUGHT = [
    line("5.1", "advance", "30.00", instrument="advance"),
    line("5.2", "final", "65.00"),
    line("5.3", "retention", "5.00", instrument="retention"),
]
SOLD = [line("3", "service", "100.00", "counterparty")]


@pytest.fixture
async def desk(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    async with desk_of(serve, monkeypatch) as ready:
        yield ready


async def test_an_invoice_is_kept_back_of_credited_set_off_and_its_tax_withheld(desk: Desk):
    desk.address = await agreed(desk.company, BOUGHT)
    await desk.does("invoice", number="N-1", place="5.2|final", taxed__0__net="50.00", taxed__0__rate="13")
    await desk.does("invoice", number="N-2", place="5.2|final", taxed__0__net="8.50", taxed__0__rate="0")
    first, _ = await desk.its("invoices", "invoice_id")
    await desk.does("retention", first, amount="3.00", place="5.3|retention")
    await desk.does("payment", parts__apart__place="5.1|advance", parts__apart__amount="30.00", charges="0.50")
    (advance,) = await desk.its("payments", "payment_id")
    assert "CN¥53.50" in await desk.looks("offset", advance)
    await desk.does("offset", advance, **{f"settles-{first}-amount": "20.00"})
    await desk.does("refund", advance, amount="4.00")
    await desk.does("credit", first, number="C-1", confirmation="R-1", taxed__0__net="1.77", taxed__0__rate="13")
    await desk.does("retention-release", first, amount="3.00")
    await desk.does("withholding", first, what="income_tax", amount="1.00")
    booked = await balances(desk.company, desk.address)
    wanted = {"invoiced": "65.00", "paid": "30.00", "offset": "20.00", "refunded": "4.00", "credited": "2.00"}
    assert booked.items() >= {**wanted, "retained": "3.00", "released": "3.00", "withheld": "1.00"}.items()
    part = await desk.browser.read(f"/contracts/{desk.contract_id}/performance")
    for words in ("CN¥21.00 settled", "CN¥33.50 open", "CN¥2.00 credited", "advance payment", "retention money"):
        assert words in part


async def test_a_refusal_stands_at_its_field_and_names_clause_limit_and_what_is_used(desk: Desk):
    desk.address = await agreed(desk.company, BOUGHT)
    said = await desk.does("payment", status=409, parts__apart__place="5.2|final", parts__apart__amount="65.01")
    for words in ("clause 5.2", "CN¥65.01 asked for", "CN¥65.00 allowed", "CN¥0.00 used already", "Ask for a waiver"):
        assert words in said
    wrong = await desk.does("payment", status=422, parts__apart__place="5.2|final", parts__apart__amount="lots")
    assert 'aria-invalid="true"' in wrong
    assert 'value="lots"' in wrong
    assert await balances(desk.company, desk.address) == {}


async def test_a_form_sent_twice_is_one_order_delivered_and_accepted(desk: Desk):
    desk.address = await agreed(desk.company, BOUGHT)
    key, row = new_id(), {"lines__0__description": "Fans", "lines__0__quantity": "4", "lines__0__unit_price": "10"}
    for _ in range(2):
        await desk.does("order", key=key, **row)
    (order,) = await desk.its("orders", "order_id")
    await desk.does("delivery", order, lines__1__quantity="3")
    assert 'value="1"' in await desk.looks("delivery", order)
    (delivery,) = (await desk.asks(f"/v1/orders/{order}"))["deliveries"]
    more = await desk.does("acceptance", delivery["delivery_id"], status=409, place="5.2|final", lines__1__quantity="4")
    assert "at most 3" in more
    await desk.does("acceptance", delivery["delivery_id"], place="5.2|final", lines__1__quantity="3")
    booked = await balances(desk.company, desk.address)
    assert booked == {"ordered": "40.00", "delivered": "30.00", "accepted": "30.00"}


async def test_a_receipt_is_split_and_what_was_booked_stays_where_its_split_is_refused(desk: Desk):
    desk.address = await agreed(desk.company, SOLD, "sales")
    for number, net in (("S-1", "60.00"), ("S-2", "40.00")):
        await desk.does("invoice", number=number, place="3|service", taxed__0__net=net)
    first, second = await desk.its("invoices", "invoice_id")
    parts = {f"settles-{first}-amount": "50.00", f"settles-{second}-amount": "10.00"}
    await desk.does("receipt", amount="60.00", reference="S-1", **parts)
    split = {f"settles-{first}-amount": "10.00", f"settles-{second}-amount": "25.00"}
    said = await desk.does("receipt", status=409, amount="30.00", **split)
    assert "The receipt is booked." in said
    assert "CN¥20.00 left of the receipt" in said
    _, other = await desk.its("payments", "payment_id")
    assert f"/deeds/allocation?of={other}" in said
    await desk.does("allocation", other, **{f"settles-{second}-amount": "25.00"})
    assert await balances(desk.company, desk.address) == {
        "invoiced": "100.00",
        "received": "90.00",
        "allocated": "85.00",
    }


async def test_a_guarantee_is_extended_claimed_and_given_back(desk: Desk):
    desk.address = await agreed(desk.company, BOUGHT)
    bond = {"purpose": "performance", "given_by": "counterparty", "issuer": "ICBC", "number": "LG-1"}
    await desk.does("guarantee", **bond, amount="10.00", expires_on="2098-01-01")
    (guarantee,) = await desk.its("guarantees", "guarantee_id")
    await desk.does("guarantee-extension", guarantee, expires_on="2099-01-01")
    await desk.does("guarantee-claim", guarantee, amount="4.00")
    assert 'value="6.00"' in await desk.looks("guarantee-claim", guarantee)
    await desk.does("guarantee-return", guarantee)
    found = await desk.asks(f"/v1/guarantees/{guarantee}")
    assert (found["state"], found["expires_on"]) == ("returned", "2099-01-01")


async def test_a_contract_is_sealed_lent_held_terminated_and_archived(desk: Desk):
    desk.address = await agreed(desk.company, BOUGHT)
    await desk.does("seal-use", seal="kind:contract", copies="3", sent="1", return_due_on="2099-01-01")
    (sent,) = await desk.its("copies", "copies_id")
    await desk.does("return", sent, count="1")
    await desk.does("lending", count="2", due_on="2099-01-01")
    await desk.does("hold", reason="A lawsuit.")
    (hold,) = (await desk.asks(f"{desk.address}/holds"))["items"]
    await desk.does("hold-release", hold["hold_id"])
    await desk.does("suspension", reason="Flood.")
    await desk.does("resumption", reason="The water is gone.")
    still = await desk.does("completion", status=409, reason="Done?")
    assert "Something is still owed" in still
    ending = await desk.browser.read(f"/contracts/{desk.contract_id}/ending")
    for words in ("obligation not met", "copies that are out", "2 of 2 out"):
        assert words in ending
    settled = {"plan-0-clause": "9", "plan-0-phase": "end", "plan-0-amount": "5.00", "plan-0-due_on": "2099-01-01"}
    await desk.does("termination", reason="Both agree.", settlement="yes", **{**settled, "plan-0-debtor": "us"})
    owed = await desk.asks("/v1/obligations", contract_id=desk.contract_id, state="planned")
    assert [(one["clause"], one["amount"]["amount"]) for one in owed["items"]] == [("9", "5.00")]
    found = await desk.asks(desk.address)
    assert found["state"] == "terminated"
    await desk.does("archiving", shelf="A-17", reason="Over.")
    assert "A-17" in await desk.browser.read(f"/contracts/{desk.contract_id}/ending")


async def test_a_deed_is_for_those_who_may_and_another_name_is_none(desk: Desk):
    desk.address = await agreed(desk.company, BOUGHT)
    await desk.portal.join("li.lei", desk.portal.unit_id, "buyer")
    buyer = await browse(desk.portal, "li.lei")
    at = f"/contracts/{desk.contract_id}/deeds"
    assert (await buyer.http.get(f"{at}/payment")).status_code == 403
    assert (await desk.browser.http.get(f"{at}/gift")).status_code == 404
    assert (await desk.browser.http.get(f"/contracts/{new_id()}/deeds/order")).status_code == 404
    whole = await desk.browser.http.post(
        f"{at}/hold", data={"key": new_id(), "reason": "Kept."}, headers={"x-form-token": desk.browser.token}
    )
    assert (whole.status_code, whole.headers["location"]) == (303, f"/contracts/{desk.contract_id}")
