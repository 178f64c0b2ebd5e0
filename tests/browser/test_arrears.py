"""What is not paid in time, through its pages: an overdue obligation becomes arrears, is disputed, promised, written
off in part and put back, charged with interest and paid.
"""

import re
from datetime import timedelta
from typing import Any

from playwright.sync_api import Locator, Page, expect

from services.story.purchase import money

from .conftest import Person, Sit
from .installation import Installation
from .owed import SOLD, invoiced, sold_late

LATE = 40


def day(installation: Installation, ago: int) -> str:
    return f"{installation.story.today - timedelta(days=ago)}"


def deed(page: Page, button: str, title: str = "") -> Locator:
    """The dialog of a deed, opened."""
    page.get_by_role("button", name=button, exact=True).first.click()
    dialog = page.get_by_role("dialog", name=title or button)
    expect(dialog).to_be_visible()
    return dialog


def send(dialog: Locator, button: str) -> None:
    dialog.get_by_role("button", name=button, exact=True).click()


def paid(installation: Installation, contract: str, invoice: str, amount: str, ago: int = 0) -> None:
    """The cashier has the money, and it settles the invoice."""
    cashier, on = installation.by("cashier"), day(installation, ago)
    receipt = cashier.post(
        "contract", f"/v1/contracts/{contract}/receipts", {"amount": money(amount), "effective_on": on}
    )
    body = {"allocations": [{"invoice_id": invoice, "amount": money(amount)}], "effective_on": on}
    cashier.post("contract", f"/v1/receipts/{receipt['payment_id']}/allocations", body)


def test_an_overdue_obligation_is_disputed_promised_written_off_and_paid_with_interest(
    sit: Sit, installation: Installation
):
    contract = installation.do(sold_late(installation, "Overdue upkeep", LATE))
    path = f"/v1/contracts/{contract}/arrears"
    reads = installation.by("salesperson")
    reads.until("contract", path, lambda found: found["level"] == 2)
    seller, buyer = sit("salesperson"), sit("buyer")
    page = seller.page
    seller.goes("/arrears")
    page.get_by_role("link", name="Overdue upkeep").click()
    expect(page.get_by_role("region", name="Open items")).to_contain_text("Planned payment without an invoice")
    expect(page.get_by_text("level 2")).to_be_visible()
    invoice = installation.do(invoiced(installation, contract, "24322000000077001122", LATE))
    buyer.goes(f"/arrears/{contract}")
    expect(buyer.page.get_by_role("button", name="They object")).to_have_count(0)

    _dispute(seller, installation)
    _promise(seller, installation, contract, invoice)
    reads.until("contract", path, lambda found: all(one["outcome"] for one in found["promises"]))
    _write_off_and_back(sit, seller, installation)
    _charge(seller)

    (charged,) = reads.get("contract", path)["interest"]
    paid(installation, contract, invoice, "50000.00")
    paid(installation, contract, charged["interest_id"], charged["interest"]["amount"])
    reads.until("contract", path, lambda found: found["level"] == 0)
    seller.goes(f"/arrears/{contract}")
    expect(page.get_by_text("no arrears")).to_be_visible()
    expect(page.get_by_role("region", name="Open items")).to_contain_text("Nothing is open")
    expect(page.get_by_role("region", name="Promises to pay")).to_contain_text("kept")


def _dispute(seller: Person, installation: Installation) -> None:
    page = seller.page
    page.reload()
    dialog = deed(page, "They object")
    dialog.get_by_label("To what").select_option(label=_first_invoice(dialog))
    dialog.get_by_label("Why they object").fill("Two fans arrived broken")
    dialog.get_by_label("From").fill(day(installation, 20))
    send(dialog, "Register")
    disputes = page.get_by_role("region", name="Disputes and pauses")
    expect(disputes).to_contain_text("Two fans arrived broken")
    expect(disputes).to_contain_text("open, the clock stands")
    expect(page.get_by_text("19 days past due")).to_be_visible()
    seller.faults.expect("409|422")
    dialog = deed(page, "Agree a pause")
    dialog.get_by_label("From", exact=True).fill(day(installation, 5))
    dialog.get_by_label("The clock goes on from").fill(day(installation, 1))
    send(dialog, "Agree")
    expect(page.get_by_role("dialog", name="Agree a pause").get_by_role("alert")).to_contain_text("pauses")
    page.keyboard.press("Escape")
    dialog = deed(page, "Resolve", "Resolve the dispute")
    dialog.get_by_label("Outcome").select_option("rejected")
    dialog.get_by_label("Day from which").fill(day(installation, 10))
    send(dialog, "Resolve")
    expect(disputes).to_contain_text("the objection is not justified")
    expect(page.get_by_text("30 days past due")).to_be_visible()


def _first_invoice(dialog: Locator) -> str:
    return str(dialog.get_by_label("To what").locator("option").nth(1).inner_text())


def _promise(seller: Person, installation: Installation, contract: str, invoice: str) -> None:
    page = seller.page
    paid(installation, contract, invoice, "40000.00", ago=4)
    dialog = deed(page, "Register a promise")
    dialog.get_by_label("Amount").fill("90,000.01")
    dialog.get_by_label("To be paid by").fill(day(installation, 2))
    dialog.get_by_label("Promised on").fill(day(installation, 5))
    send(dialog, "Register")
    again = page.get_by_role("dialog", name="Register a promise")
    expect(again.get_by_role("alert")).to_contain_text("More is promised")
    expect(again.get_by_label("Amount")).to_have_value("90,000.01")
    again.get_by_label("Amount").fill("40,000.00")
    send(again, "Register")
    expect(page.get_by_role("region", name="Promises to pay")).to_contain_text("40,000.00")


def _write_off_and_back(sit: Sit, seller: Person, installation: Installation) -> None:
    """Asked for by one, decided by another who reads why, and put back."""
    page = seller.page
    dialog = deed(page, "Ask for a write-off")
    dialog.get_by_label("Amount").fill("10000")
    dialog.get_by_label("Why it will not be paid").fill("The debtor is insolvent")
    send(dialog, "Ask for the decision")
    off = page.get_by_role("region", name="Write-offs")
    expect(off).to_contain_text("is being decided")
    address = off.get_by_role("link", name="To the approval").last.get_attribute("href")
    assert address
    installation.join("chief.accountant", "accountant", "headquarters")
    accountant = sit(login="chief.accountant", password="correct horse battery")
    _until_let_in(accountant, address)
    expect(accountant.page.locator("#decision, main")).to_contain_text(["The debtor is insolvent"])
    accountant.page.get_by_role("button", name="Approve").click()
    expect(accountant.page.get_by_role("status").first).to_contain_text("Your decision is kept")
    accountant.goes(page.url.removeprefix(installation.address))
    books = accountant.page.get_by_role("region", name="Write-offs")
    expect(books).to_contain_text("written off")
    dialog = deed(accountant.page, "Put back on the books")
    dialog.get_by_label("By which document").fill("Court order 7")
    send(dialog, "Put back")
    expect(accountant.page.get_by_role("region", name="Open items")).not_to_contain_text("written off")


def _until_let_in(person: Person, address: str) -> None:
    """Whoever has just come is known to every service a moment later."""
    person.faults.expect("403|404")

    def let_in(seen: Any) -> bool:
        return bool(seen.status == 200)

    for _ in range(60):
        if let_in(person.context.request.get(address)):
            break
        person.page.wait_for_timeout(250)
    person.goes(address)


def _charge(seller: Person) -> None:
    page = seller.page
    page.reload()
    dialog = deed(page, "Interest as agreed")
    dialog.get_by_label("Percent a year").fill("36.5")
    dialog.get_by_label("From").fill("2020-01-01")
    send(dialog, "Register")
    interest = page.get_by_role("region", name="Late interest")
    expect(interest).to_contain_text("36.5% a year")
    dialog = deed(page, "Charge interest")
    dialog.get_by_label("Number of the new invoice").fill("LX-7001")
    dialog.get_by_label("Tax rate").fill("0")
    send(dialog, "Issue the invoice")
    # 20 days up to the dispute and 5 after it on 90,000, then 5 on 50,000: 0.1 % a day.
    expect(interest).to_contain_text(re.compile("30 days that count"))
    expect(interest).to_contain_text("2,500.00")


def test_what_is_open_leads_from_its_age_to_its_invoices_and_the_file_they_belong_to(
    sit: Sit, installation: Installation
):
    seller = sit("salesperson")
    page = seller.page
    seller.goes("/arrears/ageing")
    row = page.get_by_role("row", name=re.compile("苏州长河制造有限公司"))
    row.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Open items")
    with page.expect_download() as sheet:
        page.get_by_role("link", name="Take away as XLSX").click()
    assert sheet.value.suggested_filename.endswith(".xlsx")
    seller.goes(f"/arrears/ageing/items?contract_id={installation.ids['sold']}")
    expect(page.get_by_role("row", name=re.compile("24322000000055667788"))).to_contain_text(f"{float(SOLD):,.2f}")
    page.get_by_role("link", name="迟付的服务").first.click()
    expect(page.get_by_role("region", name="Balance confirmations")).to_contain_text("they name another balance")
