"""The elements by themselves, on the page that shows them all."""

from functools import partial

import pytest
from playwright.sync_api import expect

from .conftest import Person, Sit


@pytest.fixture
def designer(sit: Sit) -> Person:
    """Anybody signed in may look."""
    person = sit("cashier")
    person.goes("/design")
    return person


def test_a_table_is_put_in_order_by_any_column_up_and_down(designer: Person):
    table = designer.page.locator("#design-table")
    amounts = table.locator("tbody td.figure")
    head = table.get_by_role("columnheader", name="Amount")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(amounts.first).to_have_text("CN¥8,200.00")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(amounts.first).to_have_text("CN¥113,000.00")
    table.get_by_role("columnheader", name="Signed").get_by_role("button").click()
    expect(head).not_to_have_attribute("aria-sort", "descending")
    expect(table.locator("tbody th").first).to_have_text("XS-001-2026-00002")


def test_a_dialog_closes_by_its_button_and_by_escape_and_gives_the_focus_back(designer: Person):
    page = designer.page
    opener, dialog = page.get_by_role("button", name="Dialog"), page.get_by_role("dialog", name="Dialog")
    for close in (
        partial(page.keyboard.press, "Escape"),
        dialog.get_by_role("button", name="Close").last.click,
    ):
        opener.click()
        expect(dialog).to_be_visible()
        close()
        expect(dialog).to_be_hidden()
        expect(opener).to_be_focused()


def test_a_notice_is_said_and_can_be_taken_away(designer: Person):
    page = designer.page
    page.get_by_role("button", name="Notice", exact=True).click()
    said = page.locator("#notices .notice")
    expect(said).to_contain_text("Something new arrived")
    said.get_by_role("button", name="Dismiss").click()
    expect(said).to_have_count(0)


def test_a_form_says_what_is_wrong_beside_the_field_and_then_that_it_is_done(designer: Person):
    form = designer.page.locator("#design-form")
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_role("alert")).to_be_visible()
    field = form.get_by_label("Words")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description("Sent without any, the form says what is wrong. Say something here.")
    field.fill("Here")
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_role("status").first).to_have_text("Done")


def test_every_sample_of_a_state_is_there(designer: Person):
    for name in ("Empty", "On its way", "The service is away", "Not for this reader", "There is nothing of that name"):
        expect(designer.page.get_by_role("region", name=name)).to_be_visible()
    expect(designer.page.locator("[data-chart] svg")).to_have_count(2)
