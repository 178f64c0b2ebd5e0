"""Finding a customer, and the one page about it."""

import re

from playwright.sync_api import expect

from .conftest import Sit
from .installation import Installation


def test_a_customer_is_found_as_one_types_and_opens_with_its_contract_and_what_happened(sit: Sit):
    buyer = sit("buyer")
    buyer.goes("/customers")
    page = buyer.page
    page.keyboard.press("/")
    page.keyboard.type("yunzhan")
    expect(page.locator("#found tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"q=yunzhan"))
    page.get_by_role("link", name="南京云栈科技有限公司").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("南京云栈科技有限公司")
    expect(page.get_by_role("region", name="Contracts", exact=True)).to_contain_text("服务器采购")
    happened = page.get_by_role("region", name="What happened")
    happened.get_by_label("Kind").select_option(label="Payments")
    expect(happened).to_contain_text("Payment blocked")


def test_a_customer_is_registered_changed_and_made_one_with_its_duplicate(sit: Sit, installation: Installation):
    seller = sit("salesperson")
    seller.faults.expect("422")
    seller.goes("/customers")
    page = seller.page
    page.get_by_role("link", name="Register a customer").click()
    page.get_by_label("Name", exact=True).fill("扬州华晟仪器有限公司")
    page.get_by_label("Numbers it goes by 1").fill("911100006000373410")
    page.get_by_role("button", name="Register a customer").click()
    expect(page.locator(".wrong").first).to_be_visible()
    page.get_by_label("Numbers it goes by 1").fill("91110000600037341L")
    page.get_by_role("button", name="Register a customer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("扬州华晟仪器有限公司")
    archive = page.get_by_role("region", name="Archive")
    expect(archive).to_contain_text("韩梅")
    dialog = page.locator("#dialog")
    archive.get_by_role("link", name="Change the archive").click()
    dialog.get_by_label("Region").fill("江苏")
    dialog.get_by_label("Reason").fill("told on the phone")
    dialog.get_by_role("button", name="Change the archive").click()
    expect(dialog.locator(".said.good")).to_be_visible()
    dialog.get_by_role("button", name="Close").last.click()
    expect(archive).to_contain_text("江苏")
    contacts = page.get_by_role("region", name="Contacts")
    contacts.get_by_role("link", name="Add a contact").click()
    dialog.get_by_label("Name", exact=True).fill("王芳")
    dialog.get_by_role("button", name="Add a contact").click()
    expect(dialog.locator(".said.good")).to_be_visible()
    dialog.get_by_role("button", name="Close").last.click()
    expect(contacts).to_contain_text("王芳")
    archive.get_by_role("link", name="History").click()
    expect(page.get_by_role("region", name="History")).to_contain_text("told on the phone")
    page.go_back()

    twin = {
        "kind": "organisation",
        "name": "扬州华晟仪器",
        "unit_id": installation.story.units["nanjing"],
        "identifiers": [{"kind": "social_credit_code", "value": "91110000600037341L"}],
    }
    twin_id = installation.by("administrator").post("customer", "/v1/customers", twin)["customer_id"]
    page.get_by_role("link", name="Find duplicates").click()
    found = page.get_by_role("row", name="the same number")
    expect(found).to_contain_text("扬州华晟仪器")
    found.get_by_role("link", name="Compare").click()
    page.get_by_label("Name: 扬州华晟仪器", exact=True).check()
    page.get_by_label("Reason").fill("registered twice")
    page.get_by_role("button", name="Make them one").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("扬州华晟仪器")
    seller.goes(f"/customers/{twin_id}")
    expect(archive).to_contain_text("Merged into another archive")
    archive.get_by_role("link", name="Undo the merge").click()
    dialog.get_by_label("Reason").fill("two branches after all")
    dialog.get_by_role("button", name="Undo the merge").click()
    expect(dialog.locator(".said.good")).to_be_visible()
    dialog.get_by_role("button", name="Close").last.click()
    expect(archive).not_to_contain_text("Merged into another archive")

    buyer = sit("buyer")
    buyer.faults.expect("403")
    buyer.goes(f"/customers/{twin_id}")
    expect(buyer.page.get_by_role("link", name="Find duplicates")).to_have_count(0)
    buyer.goes(f"/customers/{twin_id}/duplicates")
    expect(buyer.page.get_by_role("heading", level=1)).to_have_text("Not for you")


def test_a_grade_of_credit_is_given_on_the_page_and_says_why(sit: Sit, installation: Installation):
    administrator = sit("administrator")
    page = administrator.page
    administrator.goes(f"/customers/{installation.story.made['client']}")
    credit = page.get_by_role("region", name="Credit")
    expect(credit).to_contain_text("Not graded yet")
    credit.get_by_role("button", name="Grade by today").click()
    expect(credit.get_by_role("table", name="Why this grade").locator("tbody tr")).to_have_count(5)
    expect(credit.locator("tfoot")).to_contain_text("Of 100")
    credit.get_by_role("row", name="Settled late, share").get_by_title("Why?").click()
    expect(page.locator("#why")).to_contain_text("Share settled late within a year")


def test_whose_data_was_looked_at_is_told_by_name_until_it_is_erased(sit: Sit, installation: Installation):
    client = installation.story.made["client"]
    by = installation.by("administrator")
    said = {"name": "韩梅梅", "email": "han@example.com", "role": "buyer"}
    contact = by.post("customer", f"/v1/customers/{client}/contacts", said)["contact_id"]
    administrator = sit("administrator")
    administrator.goes(f"/customers/{client}")
    expect(administrator.page.get_by_role("region", name="Contacts")).to_contain_text("韩梅梅")
    log = "/administration/logs?log=looks&service=customer"
    administrator.goes(log)
    lines = administrator.page.get_by_role("region", name="Access to personal data")
    expect(lines.get_by_role("link", name="韩梅梅").first).to_have_attribute("href", f"/customers/{client}")
    by.post("customer", f"/v1/contacts/{contact}/erasure", {"reason": "asked for"})
    administrator.goes(log)
    expect(lines.get_by_role("link", name="[erased]").first).to_have_attribute("href", f"/customers/{client}")
    expect(lines.get_by_text("韩梅梅")).to_have_count(0)
