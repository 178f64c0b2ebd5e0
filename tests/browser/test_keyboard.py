"""Everything by keys alone: the way past the rooms, the order, where one is, shortcuts, dialogs."""

import re

from playwright.sync_api import Page, Route, expect

from .conftest import Sit
from .installation import Installation

WHERE = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  const order = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')];
  return {name: one.tagName, place: order.indexOf(one), seen: box.width > 0 && box.height > 0,
          outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2};
}"""
ANSWERED = """() => {
  const once = { once: true };
  window.answered = new Promise((told) => document.addEventListener("htmx:afterOnLoad", () => told(true), once));
}"""


def walked(page: Page, most: int = 80) -> list[dict[str, object]]:
    """Where Tab leads, until it leaves the page."""
    stops = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(WHERE)
        if stop["name"] == "BODY":
            break
        stops.append(stop)
    return stops


def test_tab_goes_through_the_page_in_its_order_and_shows_where_one_is(sit: Sit):
    buyer = sit("buyer")
    for address in ("/", "/customers", "/contracts"):
        buyer.goes(address)
        stops = walked(buyer.page)
        places = [stop["place"] for stop in stops]
        assert len(stops) > 8, address
        assert places == sorted(set(places)), address
        assert [stop for stop in stops if not (stop["outline"] and stop["seen"])] == [], address


def test_the_first_stop_leads_past_the_rooms_to_the_content(sit: Sit):
    buyer = sit("buyer")
    buyer.goes("/customers")
    page = buyer.page
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="To the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("main").locator("a[href], button, input:not([type=hidden])").first).to_be_focused()


def test_letters_lead_to_rooms_and_are_explained(sit: Sit):
    buyer = sit("buyer")
    buyer.goes("/")
    page = buyer.page
    page.keyboard.press("g")
    page.keyboard.press("t")
    expect(page).to_have_url(re.compile(r"/contracts$"))
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_be_visible()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()


def test_figures_of_a_list_are_one_stop_the_arrows_lead_to_them_and_who_turns_away_is_not_called_back(sit: Sit):
    buyer = sit("buyer")
    buyer.goes("/contracts")
    page = buyer.page
    figures = page.get_by_role("table").locator("a.because")
    row = page.get_by_role("row").filter(has=page.locator("a.because")).last
    assert figures.count() > 1
    expect(page.locator("table a.because[tabindex='0']")).to_have_count(1)
    row.locator("a:not(.because)").last.focus()
    page.keyboard.press("ArrowRight")
    expect(row.locator("a.because")).to_be_focused()
    expect(page.locator("table a.because[tabindex='0']")).to_have_count(1)
    page.keyboard.press("Enter")
    why = page.get_by_role("dialog", name="Why: Amount")
    held: list[Route] = []
    page.route("**/events/**", lambda route: held.append(route))  # noqa: PLW0108 - asked for its own attributes
    with page.expect_request("**/events/**"):
        why.get_by_role("listitem").get_by_role("link").first.click()
    page.keyboard.press("Escape")
    expect(why).to_be_hidden()
    page.evaluate(ANSWERED)
    held[0].continue_()
    page.evaluate("() => window.answered")
    expect(why).to_be_hidden()
    expect(row.locator("a.because")).to_be_focused()


def test_a_decision_is_taken_by_keys_and_escape_takes_none(sit: Sit, installation: Installation):
    waiting = installation.waiting("By keys")
    manager = sit("manager")
    manager.goes("/")
    page, dialog = manager.page, manager.page.get_by_role("dialog")
    region = page.get_by_role("region", name="Waiting for your decision")
    opener = region.locator("li", has_text=waiting["number"]).get_by_role("link", name="Decide")
    opener.focus()
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    dialog.get_by_label("Remark").focus()
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="Approve")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("Your decision is kept")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
