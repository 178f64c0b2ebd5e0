"""The door: a first password that is changed, wrong ones, locked out; out in one tab is out in all."""

import re

from playwright.sync_api import Page, expect

from .conftest import Sit
from .installation import Installation

OWN = "a password of my own"
REFUSED = r"(40[13] |console: .*40[13].*)http://\S+/sign-in"


def enter(page: Page, login: str, password: str) -> None:
    page.get_by_label("Login").fill(login)
    page.get_by_label("Password").first.fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_the_first_password_is_changed_at_the_first_sign_in(sit: Sit, installation: Installation):
    given = installation.join("newcomer", "buyer", password=None, must_change_password=True)
    newcomer = sit()
    newcomer.faults.expect(REFUSED)
    newcomer.goes("/contracts")
    page = newcomer.page
    enter(page, "newcomer", given)
    expect(page.get_by_role("status").filter(has_text="for one use")).to_be_visible()
    page.get_by_label("Password you were given").fill(given)
    page.get_by_label("Your own password").fill(OWN)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(r"/contracts$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Contracts")

    again = sit()
    again.faults.expect(REFUSED)
    again.goes("/sign-in")
    enter(again.page, "newcomer", given)
    expect(again.page.get_by_role("alert")).to_contain_text("do not fit")
    enter(again.page, "newcomer", OWN)
    expect(again.page.get_by_role("heading", level=1)).to_contain_text("Hello, newcomer")


def test_after_five_wrong_passwords_the_right_one_opens_no_longer(sit: Sit, installation: Installation):
    right = installation.join("forgetful", "buyer")
    forgetful = sit()
    forgetful.faults.expect(REFUSED)
    forgetful.goes("/sign-in")
    for _ in range(5):
        enter(forgetful.page, "forgetful", "not the password")
        expect(forgetful.page.get_by_role("alert")).to_contain_text("waits a quarter of an hour")
    enter(forgetful.page, "forgetful", right)
    expect(forgetful.page.get_by_role("alert")).to_be_visible()
    expect(forgetful.page).to_have_url(re.compile(r"/sign-in$"))


def test_signing_out_in_one_tab_leads_the_other_to_the_door(sit: Sit):
    buyer = sit("buyer")
    buyer.goes("/contracts")
    other = buyer.another_tab("/customers")
    expect(other.get_by_role("heading", level=1)).to_have_text("Customers")
    buyer.page.get_by_role("button", name="Sign out", exact=True).click()
    for page in (buyer.page, other):
        expect(page.get_by_label("Login")).to_be_visible()
    expect(other).to_have_url(re.compile(r"/sign-in\?to=/customers"))


def test_the_language_is_changed_on_the_page_and_stays(sit: Sit):
    buyer = sit("buyer")
    buyer.goes("/customers")
    page = buyer.page
    page.locator(".side").get_by_label("Language").select_option("中文")
    expect(page.get_by_role("heading", level=1)).to_have_text("客户")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("客户")
    page.locator(".side").get_by_label("语言").select_option("English")
    expect(page.get_by_role("heading", level=1)).to_have_text("Customers")


def test_dark_colours_are_chosen_on_the_page_and_stay(sit: Sit):
    buyer = sit("buyer")
    buyer.goes("/")
    page = buyer.page
    page.locator(".side").get_by_label("Colours").select_option("Dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto(buyer.installation.address + "/contracts")
    assert page.evaluate("getComputedStyle(document.body.parentElement).colorScheme") == "dark"
