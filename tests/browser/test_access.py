"""A second factor set up and asked for; access asked for by one person and decided on by another."""

import re
import time
from datetime import timedelta

import pyotp
from playwright.sync_api import Page, expect

from .conftest import PHONE, Sit
from .installation import Installation
from .test_signing_in import REFUSED, enter

STEP_SECONDS = 30


def secret_on(page: Page) -> str:
    page.get_by_text("Or type the key in").click()
    return page.locator("p.code.pre").inner_text().replace(" ", "")


def next_code(secret: str) -> str:
    """A code of a step after the present one: one that was used is used up, and the one after it counts already."""
    return pyotp.TOTP(secret).at(time.time() + STEP_SECONDS)


def test_a_second_factor_is_set_up_asked_for_and_replaced_by_a_recovery_code(sit: Sit, installation: Installation):
    password = installation.join("careful", "buyer")
    careful = sit("", login="careful", password=password)
    careful.goes("/")
    page = careful.page
    page.locator(".side").get_by_role("link", name="careful").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My account")
    page.get_by_label("Your password").fill(password)
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_alt_text("QR code of the second factor")).to_be_visible()
    secret = secret_on(page)
    page.get_by_label("Code").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Take it into use").click()
    codes = page.locator(".codes li")
    expect(codes).to_have_count(10)
    recovery = codes.first.inner_text()
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("10 recovery codes are left.")).to_be_visible()

    again = sit()
    again.faults.expect(r"(401 |console: .*401.*)http://\S+/sign-in/code")
    again.goes("/contracts")
    enter(again.page, "careful", password)
    expect(again.page.get_by_text("One step is left")).to_be_visible()
    again.page.get_by_label("Code").fill("000000")
    again.page.get_by_role("button", name="Sign in").click()
    expect(again.page.get_by_role("alert")).to_contain_text("does not fit now")
    again.page.get_by_label("Code").fill(next_code(secret))
    again.page.get_by_role("button", name="Sign in").click()
    expect(again.page).to_have_url(re.compile(r"/contracts$"))

    lost = sit(viewport=PHONE)
    lost.goes("/sign-in")
    enter(lost.page, "careful", password)
    lost.page.get_by_label("Code").fill(recovery.upper())
    lost.page.get_by_role("button", name="Sign in").click()
    expect(lost.page.get_by_role("heading", level=1)).to_contain_text("Hello, careful")


def test_access_is_asked_for_by_one_and_given_by_another_on_the_home_page(sit: Sit, installation: Installation):
    password = installation.join("asking", "buyer", unit="suzhou")
    asking = sit("", login="asking", password=password)
    asking.goes("/me")
    page = asking.page
    page.get_by_label("Role").select_option("cashier")
    page.get_by_label("On and below").select_option(label="南京市公司")
    page.get_by_label("Last day").fill(f"{installation.story.today + timedelta(days=20)}")
    page.get_by_label("Why").fill("Collects for Nanjing in the holidays")
    page.get_by_role("button", name="Ask", exact=True).click()
    mine = page.locator("section", has=page.get_by_role("heading", name="My requests for access"))
    expect(mine.get_by_text("open", exact=True)).to_be_visible()

    manager = sit("manager")
    manager.goes("/")
    waiting = manager.page.locator("section", has=manager.page.get_by_role("heading", name="Requests for access"))
    line = waiting.get_by_role("listitem").filter(has_text="asking")
    line.get_by_role("link", name="Decide").click()
    dialog = manager.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Collects for Nanjing in the holidays")
    dialog.get_by_role("button", name="Approve").click()
    expect(dialog.get_by_role("status").filter(has_text="ends by itself")).to_be_visible()
    dialog.get_by_role("button", name="Close").last.click()
    expect(waiting.get_by_role("listitem").filter(has_text="asking")).to_have_count(0)

    page.reload()
    expect(mine.get_by_text("granted", exact=True)).to_be_visible()
    held = page.locator("section", has=page.get_by_role("heading", name="What I may do"))
    expect(held.get_by_role("listitem").filter(has_text="cashier")).to_contain_text("until")


def test_a_password_that_is_wrong_sets_up_nothing(sit: Sit, installation: Installation):
    password = installation.join("borrowed", "buyer")
    borrowed = sit("", login="borrowed", password=password)
    borrowed.faults.expect(REFUSED.replace("/sign-in", "/me/second-factor"))
    borrowed.goes("/me")
    borrowed.page.get_by_label("Your password").fill("not the password")
    borrowed.page.get_by_role("button", name="Set it up").click()
    expect(borrowed.page.get_by_role("alert")).to_contain_text("does not fit")
    expect(borrowed.page.get_by_alt_text("QR code of the second factor")).to_have_count(0)
