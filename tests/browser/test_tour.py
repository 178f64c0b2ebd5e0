"""The tour of five steps, from the first to the last, skipped, and asked for again."""

import re

from playwright.sync_api import Page, expect

from .conftest import PHONE, Sit


def card(page: Page):
    return page.get_by_role("complementary", name="Tour")


def test_the_tour_leads_through_five_places_and_is_over(sit: Sit):
    administrator = sit("administrator")
    administrator.goes("/")
    page = administrator.page
    page.locator(".side").get_by_role("button", name="Show the tour").click()
    places = (
        (r"/$", "Hello"),
        (r"/customers/", ""),
        (r"/contracts/", ""),
        (r"/assets/", ""),
        (r"/operations$", "Operations"),
    )
    for number, (address, heading) in enumerate(places, 1):
        expect(card(page)).to_contain_text(f"step {number} of 5")
        expect(page).to_have_url(re.compile(address))
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        card(page).get_by_role("button", name="Next" if number < len(places) else "Done").click()
    expect(page).to_have_url(re.compile(r"/$"))
    expect(card(page).get_by_role("button")).to_have_count(0)


def test_a_tour_goes_on_where_it_was_in_another_tab_and_stays_away_once_it_is_skipped(sit: Sit):
    administrator = sit("administrator", viewport=PHONE)
    administrator.goes("/")
    page = administrator.page
    page.locator(".narrow-top summary").click()
    page.locator(".narrow-top").get_by_role("button", name="Show the tour").click()
    card(page).get_by_role("button", name="Next").click()
    expect(card(page)).to_contain_text("step 2 of 5")
    other = administrator.another_tab("/contracts")
    expect(card(other)).to_contain_text("step 2 of 5")
    card(other).get_by_role("button", name="Skip").click()
    expect(card(other).get_by_role("button")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(card(page).get_by_role("button")).to_have_count(0)


def test_somebody_who_may_enter_fewer_rooms_is_shown_fewer_places(sit: Sit):
    cashier = sit("cashier")
    cashier.goes("/")
    cashier.page.locator(".side").get_by_role("button", name="Show the tour").click()
    expect(card(cashier.page)).to_contain_text("step 1 of 3")
    card(cashier.page).get_by_role("button", name="Skip").click()
