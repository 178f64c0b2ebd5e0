"""Steps of a contract's life that its stories do alike, over HTTP or in a page."""

import re
from contextlib import suppress
from typing import Any, Final

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as Timeout

from services.story.purchase import sign, submit

from .agreeing import agree
from .conftest import Person
from .installation import Installation

SOON: Final = 2_000  # milliseconds


def in_force(installation: Installation, who: str, drafted: dict[str, Any]) -> None:
    """A draft that both approvers agreed to, signed by both sides some months ago."""
    story = installation.story
    submitted = installation.do(submit(story, who, drafted))
    installation.do(agree(story, submitted["approval_id"], submitted["text_hash"]))
    installation.do(sign(story, who, submitted))


def now(installation: Installation, contract: str) -> dict[str, Any]:
    """How it stands."""
    found: dict[str, Any] = installation.by("administrator").get("contract", f"/v1/contracts/{contract}")
    return found


def submits(page: Page) -> None:
    """Sends what is on the page into review."""
    page.get_by_role("link", name="Submit for approval").click()
    page.get_by_role("dialog").get_by_role("button", name="Submit for approval").click()
    expect(page.locator(".top")).to_contain_text("in approval")


def does(page: Page, name: str, within: Locator, **fields: str) -> None:
    """Fills the dialog of a deed, which may lie behind a word, and sees that it is done."""
    named = page.get_by_role("link", name=name, exact=True, include_hidden=True)
    link = within.locator(named).first
    behind = within.locator("details.more-deeds:not([open])", has=named).first.locator("summary")
    expect(link.locator("visible=true").or_(behind).first).to_be_visible()
    if not link.is_visible():
        # The part may be brought anew just now, after what was done before.
        with suppress(Timeout):
            behind.click(timeout=SOON)
    link.click()
    dialog = page.locator("dialog#dialog")
    for label, value in fields.items():
        place = dialog.get_by_label(label.replace("_", " "), exact=True)
        if place.evaluate("one => one.tagName") == "SELECT":
            place.select_option(value)
        else:
            place.fill(value)
    dialog.locator("form button:not([type])").last.click()
    expect(dialog.get_by_role("status").filter(has_text=re.compile(r"\.$")).first).to_be_visible()
    dialog.get_by_role("button", name="Close").last.click()
    expect(dialog).to_be_hidden()


def amends(person: Person, contract: str, kind: str = "Amendment") -> Page:
    """The editor of an amendment, from the contract's page."""
    page = person.page
    person.goes(f"/contracts/{contract}")
    page.get_by_role("link", name="Amend", exact=True).first.click()
    if kind != "Amendment":
        page.get_by_role("navigation", name="Kind").get_by_role("link", name=kind).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(kind)
    return page


def drafts(page: Page) -> str:
    """Drafts the amendment on the page; gives its id."""
    page.get_by_role("button", name="Draft it").click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    return page.url.split("/amendments/")[1].split("?")[0]


def agreed_to(installation: Installation, who: str, amendment: str) -> None:
    """The amendment, submitted by its page, is approved and signed over HTTP."""
    story, found = installation.story, now(installation, amendment)
    installation.do(agree(story, found["approval_id"], found["text_hash"]))
    installation.do(sign(story, who, {"contract_id": amendment, "text_hash": found["text_hash"]}))


def stood(page: Page, day: str) -> Locator:
    """The contract as it stood on a day, on its page."""
    place = page.get_by_role("region", name="As it stood on a day")
    place.get_by_label("As of").fill(day)
    place.get_by_role("button", name="Show").click()
    return place.get_by_role("region", name=re.compile("^On "))
