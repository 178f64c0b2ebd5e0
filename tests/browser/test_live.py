"""What changes by itself: news that arrive, a connection that is lost, a service that is away."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from .conftest import Sit
from .installation import Installation

BROKEN = r"net::ERR_|console: htmx:(sendError|afterRequest)"


@pytest.fixture
def everything_back(installation: Installation) -> Iterator[None]:
    """Whatever a test stopped runs again after it."""
    yield
    for service in installation.services:
        installation.back(service)


def test_a_message_arrives_in_the_open_inbox_without_a_reload(sit: Sit, installation: Installation):
    manager = sit("manager")
    with manager.page.expect_response(lambda one: one.url.endswith("/inbox/live")):
        manager.goes("/inbox")
    page = manager.page
    page.evaluate("window.neverReloaded = true")
    waiting = installation.waiting("News")
    line = page.locator("#found li", has_text=waiting["number"]).first
    expect(line).to_be_visible(timeout=30_000)
    expect(page.locator("#notices")).to_contain_text(waiting["number"])
    expect(page.locator(".side [data-news]")).not_to_be_empty()
    assert page.evaluate("window.neverReloaded")


def test_what_was_decided_waits_in_nobodys_open_inbox_any_more(sit: Sit, installation: Installation):
    manager = sit("manager")
    manager.goes("/inbox")
    found = installation.waiting("Decided meanwhile")
    line = manager.page.locator("#found li", has_text=found["number"]).first
    expect(line.locator("strong")).to_be_visible(timeout=30_000)
    said = {"decision": "approve", "text_hash": found["text_hash"], "comment": "好"}
    installation.by("manager").post("contract", f"/v1/approvals/{found['approval_id']}/decisions", said)
    expect(line.get_by_text("nothing left to do")).to_be_visible(timeout=30_000)
    expect(line.locator("strong")).to_have_count(0)


def test_news_bring_a_part_anew_and_leave_open_what_is_open_in_it(sit: Sit, installation: Installation):
    buyer = sit("buyer")
    with buyer.page.expect_response(lambda one: one.url.endswith("/inbox/live")):
        buyer.goes(f"/contracts/{installation.ids['contract_id']}")
    menu = buyer.page.locator("details.more-deeds").first
    menu.locator("summary").click()
    menu.locator("a").first.focus()
    with buyer.page.expect_response(lambda one: "/performance" in one.url):
        buyer.page.evaluate("tellListeners()")
    expect(buyer.page.locator(".htmx-settling, .htmx-swapping")).to_have_count(0)
    expect(menu).to_have_attribute("open", "")
    expect(menu.locator("a").first).to_be_focused()


def test_what_waits_for_a_decision_appears_on_the_open_home_page(sit: Sit, installation: Installation):
    manager = sit("manager")
    with manager.page.expect_response(lambda one: one.url.endswith("/inbox/live")):
        manager.goes("/")
    waiting = installation.waiting("Home")
    region = manager.page.get_by_role("region", name="Waiting for your decision")
    expect(region.locator("li", has_text=waiting["number"])).to_be_visible(timeout=30_000)


def test_a_lost_connection_is_marked_keeps_what_was_typed_and_comes_back_by_itself(
    sit: Sit, installation: Installation
):
    waiting = installation.waiting("Lost")
    manager = sit("manager")
    manager.faults.expect(BROKEN)
    manager.goes(f"/approvals/{waiting['approval_id']}")
    page, mark = manager.page, manager.page.get_by_text("The connection is lost")
    page.get_by_label("Remark").fill("Written before the line went dead")
    expect(mark).to_be_hidden()
    manager.context.set_offline(True)
    expect(mark).to_be_visible()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("button", name="Approve")).to_be_enabled()
    expect(page.get_by_label("Remark")).to_have_value("Written before the line went dead")
    told = installation.by("manager").get("contract", f"/v1/approvals/{waiting['approval_id']}")
    assert told["history"] == []
    manager.context.set_offline(False)
    expect(mark).to_be_hidden()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("status").filter(has_text="Your decision is kept")).to_be_visible()
    told = installation.by("manager").get("contract", f"/v1/approvals/{waiting['approval_id']}")
    assert [one["comment"] for one in told["history"]] == ["Written before the line went dead"]


def test_a_portal_that_starts_again_is_marked_while_it_is_gone_and_news_come_afterwards(
    sit: Sit, installation: Installation, everything_back: None
):
    manager = sit("manager")
    manager.faults.expect(BROKEN)
    with manager.page.expect_response(lambda one: one.url.endswith("/inbox/live")):
        manager.goes("/inbox")
    page, mark = manager.page, manager.page.get_by_text("The connection is lost")
    installation.away("portal")
    expect(mark).to_be_visible()
    installation.back("portal")
    expect(mark).to_be_hidden()
    waiting = installation.waiting("After")
    expect(page.locator("#found li", has_text=waiting["number"]).first).to_be_visible(timeout=30_000)


def test_a_service_that_is_away_leaves_its_part_marked_and_the_rest_whole(
    sit: Sit, installation: Installation, everything_back: None
):
    buyer = sit("buyer")
    customer = installation.story.made["supplier"]
    installation.away("scoring")
    buyer.goes(f"/customers/{customer}")
    page = buyer.page
    expect(page.get_by_role("region", name="Contracts", exact=True)).to_contain_text("The scoring service is away")
    expect(page.get_by_role("region", name="Contacts")).to_contain_text("赵敏")
    expect(page.get_by_role("heading", level=1)).to_have_text("南京云栈科技有限公司")
    installation.back("scoring")
    page.reload()
    expect(page.get_by_role("region", name="Contracts", exact=True)).to_contain_text("服务器采购")
