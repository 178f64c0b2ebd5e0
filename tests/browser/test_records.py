"""Contracts and assets: from the list to one of them, and from there to what it hangs on."""

import re

from playwright.sync_api import expect

from .conftest import PHONE, Sit


def test_a_contract_is_found_by_its_state_and_shows_its_clauses(sit: Sit):
    buyer = sit("buyer")
    buyer.goes("/contracts")
    page = buyer.page
    page.get_by_label("State").select_option("in effect")
    expect(page).to_have_url(re.compile(r"state=effective"))
    expect(page.locator("#found tbody .badge", has_text="in approval")).to_have_count(0)
    row = page.locator("#found tbody tr", has_text="服务器采购").last
    expect(row.get_by_role("link", name="南京云栈科技有限公司")).to_have_attribute("href", re.compile("^/customers/"))
    page.get_by_role("link", name="服务器采购").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("服务器采购")
    clauses = page.get_by_role("region", name="Performance by clause")
    line = clauses.locator("tr", has=page.get_by_role("rowheader", name="4.2"))
    expect(line).to_contain_text("¥73,450.00")
    expect(line).to_contain_text("100%")
    expect(page.get_by_role("region", name="Invoices and payments")).to_contain_text("over its clause")


def test_who_may_see_no_customers_is_told_so_where_their_names_would_stand(sit: Sit):
    keeper = sit("asset keeper")
    for address in ("/contracts", "/orders"):
        keeper.goes(address)
        row = keeper.page.locator("tbody tr", has_text="服务器采购").first
        expect(row).to_contain_text("Not for this reader")
        expect(row).not_to_contain_text("unknown at the moment")


def test_an_asset_leads_back_to_its_contract_and_draws_what_is_left_to_charge(sit: Sit):
    keeper = sit("suzhou asset keeper")
    keeper.goes("/assets")
    page = keeper.page
    page.get_by_role("link", name="服务器集群").click()
    expect(page.get_by_role("region", name="Card", exact=True)).to_contain_text("苏州市公司")
    expect(page.get_by_role("region", name="Book value to come").locator("svg path").first).to_be_attached()
    origin = page.get_by_role("region", name="Where it came from")
    expect(origin.get_by_role("link", name="Contract")).to_have_attribute("href", re.compile(r"^/contracts/"))


def test_an_asset_is_offered_and_declined_on_its_card(sit: Sit):
    keeper = sit("suzhou asset keeper")
    keeper.goes("/assets")
    page, dialog = keeper.page, keeper.page.locator("#dialog")
    page.get_by_role("link", name="服务器集群").click()
    transfers = page.get_by_role("region", name="Transfers")
    transfers.get_by_role("link", name="Offer to another unit").click()
    expect(page.locator(".htmx-settling, .htmx-swapping")).to_have_count(0)
    dialog.get_by_label("Search for a unit").press_sequentially("南京")
    expect(dialog.get_by_role("radio", name="南京市公司")).to_be_checked()
    dialog.get_by_role("button", name="Offer to another unit").click()
    expect(dialog.locator(".said.good")).to_be_visible()
    dialog.get_by_role("button", name="Close").last.click()
    expect(transfers.get_by_text("waits for agreement")).to_be_visible()
    transfers.get_by_role("link", name="Do not agree").click()
    dialog.get_by_label("Reason").fill("needed here")
    dialog.get_by_role("button", name="Do not agree").click()
    expect(dialog.locator(".said.good")).to_be_visible()
    dialog.get_by_role("button", name="Close").last.click()
    expect(transfers.get_by_text("not agreed to")).to_be_visible()
    expect(transfers).to_contain_text("needed here")


def test_charts_are_drawn_on_a_phone_as_wide_as_their_card(sit: Sit):
    manager = sit("manager", viewport=PHONE)
    manager.goes(f"/customers/{manager.installation.story.made['supplier']}")
    chart = manager.page.get_by_role("region", name="Payments by month").locator("[data-chart]")
    expect(chart.locator("svg path").first).to_be_attached()
    drawn, place = chart.locator("svg").bounding_box(), chart.bounding_box()
    assert drawn
    assert place
    assert drawn["width"] == place["width"] > 250


def test_what_is_chosen_in_a_tile_stays_in_it_on_a_phone(sit: Sit):
    administrator = sit("administrator", viewport=PHONE)
    administrator.goes("/")
    choice = administrator.page.get_by_label("Book")
    tile = administrator.page.locator(".tile", has=choice)
    inner, outer = choice.bounding_box(), tile.bounding_box()
    assert inner
    assert outer
    assert inner["x"] + inner["width"] <= outer["x"] + outer["width"]


def test_a_rebuild_is_started_and_seen_to_its_end_without_a_reload(sit: Sit):
    operator = sit("operator")
    operator.goes("/operations")
    page = operator.page
    expect(page.get_by_role("region", name="Services").get_by_text("ready")).to_have_count(6)
    page.get_by_role("link", name="Rebuilds").first.click()
    before = page.get_by_role("region", name="Generation").count()
    page.get_by_role("button", name="Rebuild").click()
    page.get_by_role("dialog").get_by_role("button", name="Rebuild").click()
    expect(page.get_by_role("region", name="Generation")).to_have_count(before + 1)
    latest = page.get_by_role("region", name="Generation").first
    expect(latest.get_by_text("serving", exact=True).first).to_be_visible(timeout=45_000)
    expect(latest).to_contain_text("the same")
