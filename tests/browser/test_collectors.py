"""Orders of another system wait for their contract until somebody clicks."""

from playwright.sync_api import expect

from .conftest import Sit
from .installation import Installation


def test_an_order_without_a_contract_is_matched_with_what_came_after(sit: Sit):
    seller = sit("salesperson")
    page = seller.page
    seller.goes("/collectors/waiting")
    page.get_by_role("link", name="4500017803").click()
    proposals = page.get_by_role("region", name="Contracts that it may belong to").or_(
        page.locator("section[aria-labelledby=proposals]")
    )
    expect(proposals.first.get_by_text("风机年度供货")).to_be_visible()
    row = proposals.first.get_by_role("listitem").filter(has_text="风机年度供货").first
    expect(row.get_by_text("in its term")).to_be_visible()
    row.get_by_label("Clause for what goes with it").select_option("4|delivery")
    row.get_by_role("button").click()
    expect(page.get_by_role("heading", name="What came with it")).to_be_visible()
    followers = page.locator("section[aria-labelledby=followers]")
    expect(followers.get_by_text("booked")).to_have_count(3)
    page.get_by_role("link", name="To the contract").click()
    expect(page.get_by_role("heading", name="风机年度供货")).to_be_visible()


def test_what_a_batch_brought_is_told_record_by_record(sit: Sit, installation: Installation):
    seller = sit("salesperson")
    page = seller.page
    seller.goes("/collectors")
    page.locator(f"#found a[href$='{installation.ids['batch_id']}']").click()
    remarks = page.locator("section[aria-labelledby=remarks]")
    expect(remarks.get_by_text("4500017805")).to_be_visible()
    expect(remarks.get_by_text("the collector knows no such party")).to_be_visible()
