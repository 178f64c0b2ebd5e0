"""Texts of the library through their pages: clauses and templates, drafted by one and approved by another."""

from playwright.sync_api import expect

from .conftest import Person, Sit
from .test_drafting import serious


def test_a_standard_clause_is_drafted_by_one_and_approved_by_another(sit: Sit):
    lawyer, administrator = sit("legal"), sit("administrator")
    page = lawyer.page
    lawyer.goes("/library/clauses")
    page.get_by_role("link", name="New standard clause").click()
    page.get_by_label("Code").fill("FORCE")
    page.get_by_label("Risk").select_option("medium")
    chinese = page.get_by_role("region", name="中文")
    chinese.get_by_label("Heading").fill("不可抗力")
    chinese.get_by_label("Words").fill("遇不可抗力，{{ notice_days }}日内通知对方{% for x in y %}{% endfor %}。")
    variable = page.get_by_role("group", name="Variable").first
    variable.get_by_label("Name").fill("notice_days")
    variable.get_by_label("Kind").select_option("number")
    assert serious(page) == []
    lawyer.faults.expect("422")
    page.get_by_role("button", name="Save the draft").click()
    expect(chinese.locator(".wrong")).to_be_visible()
    chinese.get_by_label("Words").fill("遇不可抗力，{{ notice_days }}日内通知对方。")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("不可抗力")
    page.get_by_role("button", name="Submit for review").click()
    _approve(administrator, lawyer, "通知对方")
    lawyer.goes(page.url.removeprefix(lawyer.installation.address))
    expect(page.get_by_role("region", name="Versions")).to_contain_text("in use")
    assert serious(page) == []


def _approve(approver: Person, drafter: Person, words: str) -> None:
    address = drafter.page.get_by_role("link", name="To the approval").get_attribute("href")
    assert address
    approver.goes(address)
    expect(approver.page.locator("#decision")).to_contain_text(words)
    approver.page.get_by_role("button", name="Approve").click()
    expect(approver.page.get_by_role("status").first).to_contain_text("Your decision is kept")


def test_a_template_gets_its_next_version_while_the_one_before_stays_in_use(sit: Sit):
    lawyer = sit("legal")
    page = lawyer.page
    lawyer.goes("/library/templates")
    page.get_by_role("link", name="设备采购合同标准文本").click()
    page.get_by_role("link", name="Next version").click()
    clause = page.get_by_role("group", name="Clause 1")
    clause.get_by_label("Words, unless").fill("乙方按附件向甲方供应{{ goods }}。")
    page.get_by_role("button", name="Save the draft").click()
    versions = page.get_by_role("region", name="Versions")
    expect(versions.get_by_role("link")).to_have_text(["version 2", "version 1"])
    expect(versions.locator("li", has_text="version 1")).to_contain_text("in use")
    expect(page.get_by_role("region", name="Clauses")).to_contain_text("乙方按附件")


def test_who_may_only_read_the_library_is_offered_nothing_to_change(sit: Sit):
    buyer = sit("buyer")
    buyer.goes("/library/clauses")
    expect(buyer.page.get_by_role("link", name="LIAB-CAP")).to_be_visible()
    expect(buyer.page.get_by_role("link", name="New standard clause")).to_have_count(0)
    buyer.faults.expect("403")
    buyer.goes("/library/clauses/new")
    expect(buyer.page.get_by_role("heading", level=1)).to_have_text("Not for you")
