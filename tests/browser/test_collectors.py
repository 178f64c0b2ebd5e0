"""Orders of another system wait for their contract until somebody clicks."""

from playwright.sync_api import expect

from .conftest import Sit
from .installation import Installation


def test_an_order_without_a_contract_is_matched_with_what_came_after(sit: Sit):
    seller = sit("salesperson")
    page = seller.page
    seller.goes("/collectors/waiting")
    page.get_by_role("link", name="4500017803").click()
    # Nobody looks for its contract while it is set aside.
    page.get_by_role("button", name="Set it aside").click()
    dialog = page.get_by_role("dialog", name="Set it aside")
    dialog.get_by_label("Reason").fill("等客户确认收货单位")
    dialog.get_by_role("button", name="Set it aside").click()
    expect(page.get_by_text("等客户确认收货单位")).to_be_visible()
    seller.goes("/collectors/waiting?state=set_aside")
    page.get_by_role("link", name="4500017803").click()
    page.get_by_role("button", name="Take it up again").click()
    expect(page.get_by_role("button", name="Set it aside")).to_be_visible()

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
    page.locator(f"#found a[href$='/batches/{installation.ids['batch_id']}']").click()
    remarks = page.locator("section[aria-labelledby=remarks]")
    expect(remarks.get_by_text("4500017805")).to_be_visible()
    expect(remarks.get_by_text("the collector knows no such party")).to_be_visible()
    # The page of the source tells the same over all of its batches.
    seller.goes(f"/collectors/{installation.ids['collector_id']}")
    refused = page.locator("section[aria-labelledby=refused]")
    expect(refused.get_by_text("the collector knows no such party")).to_be_visible()


def test_a_source_is_registered_gets_its_token_and_is_paused(sit: Sit):
    administrator = sit("administrator")
    page = administrator.page
    administrator.goes("/collectors")
    page.get_by_role("link", name="Register a source").click()
    page.get_by_label("Name of the source").fill("u8-nj")
    page.get_by_label("Payment", exact=True).uncheck()
    currency = page.locator("section[aria-labelledby=currencies]")
    currency.get_by_label("Code there").fill("RMB")
    currency.get_by_label("Currency", exact=True).fill("CNY")
    # A customer that did not come from it is found by its name, also in a row that is added.
    parties = page.locator("section[aria-labelledby=parties]")
    parties.get_by_role("button", name="One customer more").click()
    parties.get_by_label("Code there").last.fill("K-001")
    parties.get_by_role("searchbox").last.fill("苏州长河")
    parties.get_by_role("radio").first.check()
    page.get_by_role("button", name="Register it").click()
    expect(page.get_by_role("heading", name="u8-nj")).to_be_visible()
    expect(page.locator("section[aria-labelledby=read]")).not_to_contain_text("Payment")

    page.get_by_role("button", name="Make a token").click()
    page.get_by_role("dialog", name="Make a token").get_by_role("button", name="Make it").click()
    expect(page.get_by_role("status").filter(has_text="The token of its program:")).to_contain_text("pactline_")
    page.get_by_role("button", name="Pause it").click()
    dialog = page.get_by_role("dialog", name="Pause it")
    dialog.get_by_label("Reason").fill("换服务器")
    dialog.get_by_role("button", name="Pause it").click()
    expect(page.get_by_text("换服务器")).to_be_visible()
    page.get_by_role("button", name="Take it up again").click()
    expect(page.get_by_text("takes what is sent")).to_be_visible()

    page.get_by_role("link", name="Change it").click()
    expect(page.locator("section[aria-labelledby=parties]").get_by_label("Code there").first).to_have_value("K-001")
    page.get_by_label("Payment", exact=True).check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("section[aria-labelledby=read]")).to_contain_text("Payment")
