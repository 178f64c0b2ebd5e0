"""A purchase through its pages, from a draft that is said no to, over an amendment that counts from a day, to the
archive: what stands in other stories already is done over HTTP.
"""

from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect

from services.story.purchase import money, submit

from .agreeing import agree
from .conftest import Person, Sit
from .installation import Installation
from .lives import agreed_to, amends, does, drafts, now, stood, submits
from .test_drafting import clause, in_words_of_ones_own, serious

TITLE = "Racks for the archive"
FINAL = {"clause": "4.2", "phase": "acceptance"}


def test_a_purchase_goes_from_its_template_to_the_archive(sit: Sit, installation: Installation):
    buyer = sit("buyer")
    contract = _approved_in_the_second_round(sit, buyer, installation)
    _amended(sit, buyer, installation, contract)
    _performed(installation, contract)
    _settled(sit, buyer, installation, contract)
    _ended(sit, buyer, installation, contract)


def _approved_in_the_second_round(sit: Sit, buyer: Person, installation: Installation) -> str:
    """The manager says no; the buyer says the clause otherwise and submits again; both rounds stay to be seen."""
    story, page = installation.story, buyer.page
    plan = [
        {"clause": "4.1", "phase": "advance", "amount": money("300.00"), "instrument": "advance", "conditions": []},
        {**FINAL, "amount": money("650.00"), "conditions": ["acceptance", "invoice"]},
        {"clause": "4.3", "phase": "retention", "amount": money("50.00"), "instrument": "retention", "conditions": []},
    ]
    body = {
        "type_id": story.made["type purchase"],
        "template_id": story.made["template"],
        "variables": {"goods": "货架"},
        "title": TITLE,
        "counterparty_id": story.made["supplier"],
        "lines": [{"description": "Rack", "quantity": "100", "unit_price": "10.00"}],
        "plan": [{**one, "debtor": "us", "due_on": f"{story.today + timedelta(days=30)}"} for one in plan],
        "effective_on": f"{story.days.signed}",
    }
    drafted = installation.by("buyer").post("contract", "/v1/contracts", body)
    contract = str(drafted["contract_id"])
    installation.do(submit(story, "buyer", drafted))
    manager = sit("manager")
    manager.goes(f"/contracts/{contract}")
    manager.page.get_by_role("link", name="To the approval").click()
    dialog = manager.page.get_by_role("dialog")
    dialog.get_by_label("Remark", exact=True).fill("Damages are too low")
    dialog.get_by_role("button", name="Reject").click()
    expect(dialog.get_by_role("status").filter(has_text="Your decision is kept")).to_be_visible()

    buyer.goes(f"/contracts/{contract}/draft")
    in_words_of_ones_own(page, "4.2", "验收合格并收到发票后支付余款。")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved as version 2.")).to_be_visible()
    submits(page)
    found = now(installation, contract)
    installation.do(agree(story, found["approval_id"], found["text_hash"]))
    said = page.get_by_role("region", name="Approvals")
    page.reload()
    expect(said).to_contain_text("round 2")
    said.get_by_text("round 1").click()
    expect(said).to_contain_text("Damages are too low")
    for side in ("us", "counterparty"):
        signature = {"side": side, "text_hash": found["text_hash"], "signed_on": f"{story.days.signed}", "level": "ink"}
        installation.by("buyer").post("contract", f"/v1/contracts/{contract}/signatures", signature)
    return contract


def _amended(sit: Sit, buyer: Person, installation: Installation, contract: str) -> None:
    """Twenty racks more, a clause otherwise and one beside it, from a day that has passed."""
    story, page = installation.story, amends(buyer, contract)
    assert serious(page) == []
    page.get_by_label("In effect from").fill(f"{story.days.ordered}")
    in_words_of_ones_own(page, "1", "乙方向甲方供应货架一百二十组。")
    added = page.get_by_role("group", name="Added clause")
    added.get_by_label("Number").fill("8")
    added.get_by_label("Heading").fill("备件")
    added.get_by_label("Words").fill("备件供应十年。")
    page.get_by_label("Quantity").first.fill("120")
    plan = page.get_by_role("region", name="Payment plan")
    buyer.faults.expect("422")
    page.get_by_role("button", name="Draft it").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.get_by_label("Quantity").first).to_have_value("120")
    plan.get_by_label("Amount").nth(1).fill("850.00")
    amendment = drafts(page)
    told = page.get_by_role("region", name="What it changes")
    for words in ("备件", "added", "¥1,200.00", "850.00", "120"):
        expect(told).to_contain_text(words)
    expect(clause(page, "8")).to_contain_text("备件供应十年。")
    assert serious(page) == []
    submits(page)
    manager = sit("manager")
    manager.goes(f"/contracts/{amendment}")
    manager.page.get_by_role("link", name="To the approval").click()
    asked = manager.page.get_by_role("dialog").get_by_role("region", name="What it changes")
    expect(asked).to_contain_text("¥1,200.00")
    expect(asked).to_contain_text("备件")
    agreed_to(installation, "buyer", amendment)
    buyer.goes(f"/contracts/{contract}")
    amendments = page.get_by_role("region", name="Amendments")
    expect(amendments).to_contain_text("in effect")
    amendments.get_by_role("link", name="What it changes").click()
    expect(amendments).to_contain_text("备件")
    before, after = (story.days.ordered - timedelta(days=1), story.days.ordered)
    expect(stood(page, f"{before}")).to_contain_text("¥1,000.00")
    expect(stood(page, f"{after}")).to_contain_text("¥1,200.00")
    expect(stood(page, f"{after}").get_by_role("link", name=now(installation, amendment)["number"])).to_be_visible()
    assert serious(page) == []


def _performed(installation: Installation, contract: str) -> None:
    """The advance, an order with its delivery and acceptance, and two invoices."""
    story, buyer, cashier = installation.story, installation.by("buyer"), installation.by("cashier")
    at, on = f"/v1/contracts/{contract}", {"effective_on": f"{story.days.accepted}"}
    paid = {"clause": "4.1", "phase": "advance", "amount": money("300.00"), **on}
    cashier.post("contract", f"{at}/payments", paid)
    rack = {"description": "Rack", "quantity": "120", "unit_price": "10.00"}
    order = buyer.post("contract", f"{at}/orders", {"lines": [rack], **on})
    came = {"lines": [{"line": 1, "quantity": "120"}], **on}
    delivery = buyer.post("contract", f"/v1/orders/{order['order_id']}/deliveries", came)
    buyer.post("contract", f"/v1/deliveries/{delivery['delivery_id']}/acceptance", {**FINAL, **on})
    for number, gross in (("R1", "700.00"), ("R2", "500.00")):
        sums: dict[str, Any] = {"net": money(gross), "tax": money("0.00"), "gross": money(gross)}
        bill = {**FINAL, **sums, "number": number, "order_id": order["order_id"], **on}
        buyer.post("contract", f"{at}/invoices", bill)


def _settled(sit: Sit, buyer: Person, installation: Installation, contract: str) -> None:
    """Retention money kept, the advance set off, one payment over both invoices, some of it back and paid again, the
    retention money released and paid.
    """
    cashier = sit("cashier")
    buyer.goes(f"/contracts/{contract}")
    second, pays = _bill(buyer.page, "R2"), cashier.page
    does(buyer.page, "Keep retention money back", second, Amount="50", Clause_and_phase="4.3|retention")
    expect(second).to_contain_text("¥50.00 kept back as retention money")
    cashier.goes(f"/contracts/{contract}")
    does(pays, "Set an advance off", _paid(pays, "300.00"), Amount_of_invoice_R1="300")
    expect(_bill(pays, "R1")).to_contain_text("¥400.00 open")
    found = installation.by("cashier").get("contract", "/v1/invoices", contract_id=contract)["items"]
    bills = {one["number"]: one["invoice_id"] for one in found}
    more = {**FINAL, "amount": money("450.00"), "invoice_id": bills["R2"]}
    _pays(installation, contract, {**FINAL, "amount": money("400.00"), "invoice_id": bills["R1"], "more": [more]})
    pays.reload()
    does(pays, "Record a refund", _paid(pays, "850.00"), Amount="100", Invoice="R1", Clause_and_phase="4.2|acceptance")
    expect(pays.get_by_role("region", name="Invoices and payments")).to_contain_text("Refund")
    _pays(installation, contract, {**FINAL, "amount": money("100.00"), "invoice_id": bills["R1"]})
    does(buyer.page, "Release retention money", second, Amount="50")
    kept = {"clause": "4.3", "phase": "retention", "amount": money("50.00"), "invoice_id": bills["R2"]}
    _pays(installation, contract, kept)


def _pays(installation: Installation, contract: str, body: dict[str, Any]) -> None:
    installation.by("cashier").post("contract", f"/v1/contracts/{contract}/payments", body)


def _bill(page: Page, number: str):
    return page.get_by_role("region", name="Invoices and payments").locator("li", has_text=number)


def _paid(page: Page, amount: str):
    return (
        page.get_by_role("region", name="Invoices and payments")
        .locator("li", has_text=f"¥{amount}")
        .filter(has_text="Payment")
    )


def _ended(sit: Sit, buyer: Person, installation: Installation, contract: str) -> None:
    """Copies are lent and come back; nothing is open; completed and archived under its shelf."""
    legal, page = sit("legal"), buyer.page
    legal.goes(f"/contracts/{contract}")
    papers = legal.page.get_by_role("region", name="Copies and seals")
    does(legal.page, "Lend copies", papers, Copies="2", Back_by=f"{installation.story.today + timedelta(days=7)}")
    buyer.goes(f"/contracts/{contract}")
    ending = page.get_by_role("region", name="End and archive")
    expect(ending).to_contain_text("copies that are out")
    does(legal.page, "Take copies back", papers, Copies="2")
    page.reload()
    expect(ending).to_contain_text("nothing is open")
    does(page, "Complete the contract", ending, Reason="All was done")
    does(page, "Archive the contract", ending, Shelf_number="A-17", Reason="Over")
    expect(ending).to_contain_text("A-17")
    page.reload()
    expect(page.locator(".top")).to_contain_text("archived")
    found = installation.by("buyer").get("contract", f"/v1/contracts/{contract}/agreement")
    assert found["agrees"]
