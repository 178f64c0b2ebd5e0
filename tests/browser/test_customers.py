"""Finding a customer, and the one page about it."""

import re

from playwright.sync_api import expect

from .conftest import Sit


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
    expect(page.get_by_role("region", name="What happened")).to_contain_text("Payment blocked")
