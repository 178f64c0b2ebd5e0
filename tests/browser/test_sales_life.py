"""A sale through its pages: declined and signed after all, paid late with interest, extended, handed over to another
party, given notice of, rested, completed and archived: what stands in other stories already is done over HTTP.
"""

from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect

from services.story.library import approve_words
from services.story.purchase import money, submit

from .agreeing import agree
from .conftest import Person, Sit
from .installation import Installation
from .lives import agreed_to, amends, does, drafts, now, submits
from .test_arrears import paid
from .test_drafting import serious

TITLE = "Upkeep of the lifts"
REASON = "Clause 1 names the wrong house"
DUE = 40


def test_a_sale_goes_from_its_template_to_the_archive(sit: Sit, installation: Installation, boss: str):
    seller = sit("salesperson")
    contract = _approved(installation)
    _signed_after_all(sit, seller, installation, contract)
    _paid_late(installation, contract)
    _collected(seller, contract)
    _extended_and_handed_over(seller, installation, contract)
    _ended(seller, installation, contract)


def _approved(installation: Installation) -> str:
    """From a template that the lawyers wrote for sales."""
    story, legal = installation.story, installation.by("legal")
    clauses = [{"clause": "1", "title": "服务", "risk": "low", "text": "甲方维护{{ what }}。"}]
    template = {"type_id": story.made["type sales"], "name": "维护服务合同标准文本", "clauses": clauses}
    variables = [{"name": "what", "kind": "text"}]
    made = legal.post("contract", "/v1/templates", {**template, "variables": variables})
    installation.do(approve_words(story, f"/v1/templates/{made['template_id']}", made))
    late = f"{story.today - timedelta(days=DUE)}"
    line = {"clause": "3", "phase": "service", "debtor": "counterparty", "amount": money("1000.00"), "due_on": late}
    body: dict[str, Any] = {
        "type_id": story.made["type sales"],
        "template_id": made["template_id"],
        "variables": {"what": "二号楼电梯"},
        "title": TITLE,
        "counterparty_id": story.made["client"],
        "amount": money("1000.00"),
        "plan": [line],
        "term_from": late,
        "term_to": "2098-12-31",
        "renewal": {"months": 12, "notice_days": 30},
    }
    drafted = installation.by("salesperson").post("contract", "/v1/contracts", body)
    submitted = installation.do(submit(story, "salesperson", drafted))
    installation.do(agree(story, submitted["approval_id"], submitted["text_hash"]))
    return str(drafted["contract_id"])


def _signed_after_all(sit: Sit, seller: Person, installation: Installation, contract: str) -> None:
    """Theirs declines, is asked again, and signs."""
    us = {"side": "us", "signatories": [{"kind": "staff", "person_id": installation.story.staff["boss"]}]}
    them = {"side": "counterparty", "signatories": [{"kind": "outside", "name": "王芳"}]}
    caller = installation.by("salesperson")
    made = caller.post("contract", f"/v1/contracts/{contract}/signings", {"groups": [us, them]})
    boss, at = installation.by("boss"), f"/v1/signings/{made['signing_id']}"
    boss.post("contract", f"{at}/opening", {})
    boss.post("contract", f"{at}/signatures", {"pdf_hash": made["pdf_hash"]})
    page, stranger = seller.page, sit()
    seller.goes(f"/signings/{made['signing_id']}")
    stranger.page.goto(_invited(page))
    stranger.page.get_by_text("I do not sign").click()
    stranger.page.get_by_label("Why not?").fill(REASON)
    stranger.page.get_by_role("button", name="Decline").click()
    expect(stranger.page.get_by_role("heading", level=1)).to_have_text("You have declined")
    page.reload()
    who = page.get_by_role("region", name="Who signs")
    expect(who.locator("li.declined")).to_contain_text(REASON)
    who.get_by_role("button", name="Ask again").click()
    expect(who.locator("li.invited")).to_contain_text(REASON)
    stranger.page.goto(_invited(page))
    stranger.page.get_by_label("I have read the document").check()
    stranger.page.get_by_role("button", name="Sign", exact=True).click()
    expect(stranger.page.get_by_role("heading", level=1)).to_have_text("You have signed")
    seller.goes(f"/contracts/{contract}")
    expect(page.locator(".top")).to_contain_text("in effect")
    expect(page.get_by_role("region", name="Facts")).to_contain_text("notice 30 days before its end")


def _invited(page: Page) -> str:
    page.get_by_role("button", name="Make the invitation").click()
    return str(page.locator("#invitation-link").inner_text())


def _paid_late(installation: Installation, contract: str) -> None:
    """Overdue, disputed without reason, promised, paid in two parts, with interest."""
    story, seller, path = installation.story, installation.by("salesperson"), f"/v1/contracts/{contract}"
    ago = {days: f"{story.today - timedelta(days=days)}" for days in (DUE, 30, 20, 10)}
    seller.until("contract", f"{path}/arrears", lambda found: found["level"] == 2)
    place = {"clause": "3", "phase": "service", "due_on": ago[DUE], "effective_on": ago[DUE]}
    sums = {"net": money("1000.00"), "tax": money("0.00"), "gross": money("1000.00")}
    invoice = seller.post("contract", f"{path}/invoices", {**place, **sums, "number": "UL-1"})["invoice_id"]
    said = {"invoice_id": invoice, "reason": "The lift stood still", "effective_on": ago[30]}
    dispute = seller.post("contract", f"{path}/arrears/disputes", said)
    over = {"outcome": "rejected", "effective_on": ago[20]}
    seller.post("contract", f"{path}/arrears/disputes/{dispute['made']}/resolution", over)
    promise = {"amount": money("400.00"), "pay_by": f"{story.today - timedelta(days=5)}", "effective_on": ago[10]}
    seller.post("contract", f"{path}/arrears/promises", promise)
    paid(installation, contract, invoice, "400.00", ago=6)
    seller.post("contract", f"{path}/arrears/interest-terms", {"rate": "0.365", "from_on": "2020-01-01"})
    charged = {"invoice_id": invoice, "number": "LX-UL-1", "tax_rate": "0", "until": f"{story.today}"}
    interest = seller.post("contract", f"{path}/arrears/interest", charged)["made"]
    gross = seller.get("contract", f"/v1/invoices/{interest}")["gross"]["amount"]
    paid(installation, contract, invoice, "600.00")
    paid(installation, contract, interest, gross)
    seller.until("contract", f"{path}/arrears", lambda found: found["level"] == 0)


def _collected(seller: Person, contract: str) -> None:
    page = seller.page
    seller.goes(f"/contracts/{contract}")
    page.get_by_role("link", name="Collection file").click()
    expect(page.get_by_text("no arrears")).to_be_visible()
    expect(page.get_by_role("region", name="Open items")).to_contain_text("Nothing is open")
    expect(page.get_by_role("region", name="Late interest")).to_contain_text("36.5% a year")


def _extended_and_handed_over(seller: Person, installation: Installation, contract: str) -> None:
    """A later end, refused while it is none; then another party in the customer's place."""
    page = amends(seller, contract, "Extension of the term")
    expect(page.get_by_role("region", name="Payment plan")).to_have_count(0)
    page.get_by_label("Term until").fill("2098-01-01")
    seller.faults.expect("422")
    page.get_by_role("button", name="Draft it").click()
    expect(page.locator(".wrong").first).to_be_visible()
    page.get_by_label("Term until").fill("2099-12-31")
    assert serious(page) == []
    extension = drafts(page)
    expect(page.get_by_role("region", name="What it changes")).to_contain_text("Dec 31, 2099")
    submits(page)
    agreed_to(installation, "salesperson", extension)

    page = amends(seller, contract, "Assignment to another party")
    page.get_by_label("Search customers").fill("南京云栈")
    page.get_by_role("radio", name="南京云栈科技有限公司").check()
    assert serious(page) == []
    handed_over = drafts(page)
    told = page.get_by_role("region", name="What it changes")
    expect(told.locator("ins").filter(has_text="南京云栈科技有限公司").first).to_be_visible()
    submits(page)
    agreed_to(installation, "salesperson", handed_over)
    seller.goes(f"/contracts/{contract}")
    facts = page.get_by_role("region", name="Facts")
    expect(facts).to_contain_text("南京云栈科技有限公司")
    expect(facts).to_contain_text("Dec 31, 2099")
    expect(page.get_by_role("region", name="Amendments").get_by_role("listitem")).to_have_count(2)


def _ended(seller: Person, installation: Installation, contract: str) -> None:
    page = seller.page
    ending = page.get_by_role("region", name="End and archive")
    does(page, "Give notice", ending, Who_gives_notice="counterparty", Reason="They sell the house")
    does(page, "Suspend the contract", ending, Reason="Flood")
    does(page, "Resume the contract", ending, Reason="The water is gone")
    does(page, "Complete the contract", ending, Reason="All was done")
    does(page, "Archive the contract", ending, Shelf_number="B-3", Reason="Over")
    expect(ending).to_contain_text("B-3")
    found = now(installation, contract)
    assert (found["state"], found["renewal"], found["shelf"]) == ("archived", None, "B-3")
