"""Approvals: decided from the home page in two clicks, once, and never twice; a refusal is said where one stands."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Person, Sit
from .installation import Installation


@pytest.fixture
def waiting(installation: Installation, request: pytest.FixtureRequest) -> dict[str, str]:
    """A contract that waits for the manager alone in this test."""
    return installation.waiting(f"For {request.node.name[:60]}")


def line_of(page: Page, waiting: dict[str, str]):
    return page.get_by_role("region", name="Waiting for your decision").locator("li", has_text=waiting["number"])


def opened(person: Person, waiting: dict[str, str], page: Page | None = None):
    """The home page, and its dialog with the question."""
    shown = page or person.page
    shown.goto(person.installation.address + "/")
    line_of(shown, waiting).get_by_role("link", name="Decide").click()
    dialog = shown.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Approve")).to_be_visible()
    return dialog


def mine(lines: dict[str, Any], waiting: dict[str, str]) -> bool:
    return any(one["approval_id"] == waiting["approval_id"] for one in lines["items"])


def state_of(installation: Installation, waiting: dict[str, str]) -> dict[str, object]:
    return installation.by("manager").get("contract", f"/v1/approvals/{waiting['approval_id']}")


def test_an_approver_decides_from_home_in_two_clicks_with_the_difference_before_the_eyes(
    sit: Sit, installation: Installation, waiting: dict[str, str]
):
    manager = sit("manager")
    dialog = opened(manager, waiting)
    expect(dialog.locator("del")).to_have_text("五")
    expect(dialog.locator("ins").first).to_have_text("六")
    expect(dialog).to_contain_text("南京云栈科技有限公司")
    expect(dialog).to_contain_text("¥100,000.00")
    dialog.get_by_role("button", name="Approve").click()
    expect(dialog.get_by_role("status").filter(has_text="Your decision is kept")).to_be_visible()
    expect(line_of(manager.page, waiting)).to_have_count(0)
    dialog.get_by_role("button", name="Close").last.click()
    expect(dialog).to_be_hidden()
    told = state_of(installation, waiting)
    assert [one["verdict"] for one in told["history"]] == ["approve"]


def test_a_double_click_is_one_decision(sit: Sit, installation: Installation, waiting: dict[str, str]):
    manager = sit("manager")
    sent: list[str] = []
    manager.page.on("request", lambda one: one.method == "POST" and sent.append(one.url))
    dialog = opened(manager, waiting)
    dialog.get_by_role("button", name="Approve").dblclick()
    expect(dialog.get_by_role("status").filter(has_text="Your decision is kept")).to_be_visible()
    assert len(sent) == 1
    assert len(state_of(installation, waiting)["history"]) == 1


def test_a_rejection_without_a_remark_is_refused_in_the_dialog_and_nothing_typed_is_lost(
    sit: Sit, installation: Installation, waiting: dict[str, str]
):
    manager = sit("manager")
    dialog = opened(manager, waiting)
    dialog.get_by_role("button", name="Reject").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    assert state_of(installation, waiting)["history"] == []
    dialog.get_by_label("Remark").fill("The price is that of last year.")
    dialog.get_by_role("button", name="Reject").click()
    expect(dialog.get_by_role("status").filter(has_text="Your decision is kept")).to_be_visible()
    assert state_of(installation, waiting)["state"] == "rejected"


def test_what_was_decided_in_one_tab_the_other_says_clearly(
    sit: Sit, installation: Installation, waiting: dict[str, str]
):
    manager = sit("manager")
    second = manager.context.new_page()
    ours, theirs = opened(manager, waiting), opened(manager, waiting, second)
    ours.get_by_role("button", name="Approve").click()
    expect(ours.get_by_role("status").filter(has_text="Your decision is kept")).to_be_visible()
    theirs.get_by_label("Remark").fill("Not so fast")
    theirs.get_by_role("button", name="Reject").click()
    expect(theirs.get_by_role("alert")).to_be_visible()
    expect(theirs.locator(".timeline").last).to_contain_text("agreed")
    assert [one["verdict"] for one in state_of(installation, waiting)["history"]] == ["approve"]


def test_a_drafter_reads_the_question_and_is_offered_no_decision(
    sit: Sit, waiting: dict[str, str], installation: Installation
):
    buyer = sit("buyer")
    buyer.goes(f"/approvals/{waiting['approval_id']}")
    expect(buyer.page.locator("ins").first).to_have_text("六")
    expect(buyer.page.get_by_role("button", name="Approve")).to_have_count(0)


def test_who_lost_the_right_is_told_so_where_they_click_and_nothing_is_done(
    sit: Sit, installation: Installation, waiting: dict[str, str]
):
    installation.join("deputy", "drafter")
    installation.grant("deputy", "approver")
    asked = {"mine": "true", "state": "open"}
    installation.by("deputy").until("contract", "/v1/approvals", lambda one: mine(one, waiting), **asked)
    deputy = sit(login="deputy", password="correct horse battery")
    dialog = opened(deputy, waiting)
    installation.revoke("deputy", "approver")
    installation.by("deputy").until("contract", "/v1/approvals", lambda one: not mine(one, waiting), **asked)
    dialog.get_by_role("button", name="Approve").click()
    expect(dialog.get_by_role("alert")).to_contain_text("permission")
    assert state_of(installation, waiting)["history"] == []


def test_a_page_that_is_not_for_somebody_says_so_and_leads_back(sit: Sit):
    cashier = sit("cashier")
    cashier.faults.expect(r"403.*/assets")
    cashier.goes("/")
    expect(cashier.page.get_by_role("navigation", name="Rooms").get_by_role("link", name="Assets")).to_have_count(0)
    cashier.goes("/assets")
    expect(cashier.page.get_by_role("heading", level=1)).to_have_text("Not for you")
    cashier.page.get_by_role("link", name="To the start").click()
    expect(cashier.page.get_by_role("heading", level=1)).to_contain_text("Hello")


def named(dialog: Locator, label: str, name: str) -> None:
    """Somebody is looked for in a field and taken."""
    dialog.get_by_label(label, exact=True).fill(name)
    dialog.get_by_role("radio", name=name).check()


def done(place: Page | Locator) -> None:
    expect(place.get_by_role("status").filter(has_text="Your decision is kept")).to_be_visible()


def test_a_round_is_asked_about_lent_sent_back_and_taken_back(
    sit: Sit, installation: Installation, waiting: dict[str, str]
):
    manager, deputy, address = sit("manager"), sit("suzhou manager"), f"/approvals/{waiting['approval_id']}"
    dialog = opened(manager, waiting)
    way = dialog.get_by_role("region", name="The way it takes").locator("ol > li")
    first = re.compile("line of business.*waited for.*陈静.*until", re.DOTALL)
    expect(way).to_have_text([first, re.compile("legal.*later.*顾明", re.DOTALL)])

    dialog.get_by_text("Ask for an opinion").click()
    named(dialog, "Whose", "徐丽")
    dialog.get_by_label("Question").fill("Are sixty enough?")
    dialog.get_by_role("button", name="Ask", exact=True).click()
    done(dialog)
    deputy.goes(address)
    expect(deputy.page.get_by_role("button", name="Approve")).to_have_count(0)
    deputy.page.get_by_role("textbox", name="Your opinion").fill("They are.")
    deputy.page.get_by_role("button", name="Say it").click()
    done(deputy.page)

    dialog = opened(manager, waiting)
    expect(dialog.locator(".said-so-far")).to_contain_text("They are.")
    dialog.get_by_text("Let somebody else decide").click()
    named(dialog, "Who", "徐丽")
    dialog.get_by_role("button", name="Hand it over").click()
    done(dialog)
    dialog = opened(manager, waiting)
    expect(way.first).to_contain_text("徐丽 decides for 陈静")
    dialog.get_by_role("button", name="Approve").click()
    done(dialog)

    lawyer = sit("legal")
    lawyer.goes(address)
    lawyer.page.locator("summary", has_text="Send it back").click()
    lawyer.page.get_by_label("What is to be looked at again?").fill("The price")
    lawyer.page.get_by_role("button", name="Send it back").click()
    done(lawyer.page)
    assert state_of(installation, waiting)["open_steps"] == ["business"]
    deputy.goes(address)
    expect(deputy.page.get_by_role("button", name="Approve")).to_be_visible()

    buyer = sit("buyer")
    buyer.goes(address)
    buyer.page.get_by_role("button", name="Take it back").click()
    done(buyer.page)
    told = state_of(installation, waiting)
    assert told["state"] == "withdrawn"
    said = ["opinion asked", "opinion given", "approve", "return"]
    assert [one["verdict"] for one in told["history"]] == said
