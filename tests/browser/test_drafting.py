"""A contract through its pages: drafted from a template, submitted, approved by two, signed by us and by somebody from
outside; two editors, a double click, a refused permission, a lost draft that is none.
"""

from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect

from .conftest import Person, Sit
from .installation import Installation
from .walking import AXE, SERIOUS

TITLE = "服务器采购二期"


def serious(page: Page) -> list[str]:
    """What axe finds on the page as it stands."""
    page.evaluate(AXE)
    found: list[str] = page.evaluate(SERIOUS, [])
    return found


def drafted(installation: Installation, title: str, **changes: Any) -> dict[str, Any]:
    """A draft of the buyer's from the story's template."""
    story = installation.story
    due = f"{story.today + timedelta(days=30)}"
    sum_of = {"amount": "50000.00", "currency": "CNY"}
    body = {
        "type_id": story.made["type purchase"],
        "template_id": story.made["template"],
        "variables": {"goods": "机架式服务器五台"},
        "title": title,
        "counterparty_id": story.made["supplier"],
        "amount": sum_of,
        "plan": [{"clause": "4.1", "phase": "advance", "debtor": "us", "amount": sum_of, "due_on": due}],
        **changes,
    }
    made: dict[str, Any] = installation.by("buyer").post("contract", "/v1/contracts", body)
    return made


def clause(page: Page, name: str):
    return page.locator(f'[data-clause="{name}"]')


def in_words_of_ones_own(page: Page, name: str, words: str) -> None:
    card = clause(page, name)
    card.get_by_text("Change", exact=True).click()
    card.get_by_label("Words of your own").check()
    card.get_by_label("Words", exact=True).fill(words)


def test_a_contract_goes_through_pages_from_a_template_to_the_last_signature(
    sit: Sit, installation: Installation, boss: str
):
    buyer = sit("buyer")
    contract = _draft(buyer)
    _submit(buyer)
    for approver in ("manager", "legal"):
        _approve(sit(approver), contract)
    signing = _send_out(buyer, contract)
    _sign_for_us(sit(login="boss", password=boss), signing)
    link = _invitation(buyer, signing)
    _sign_outside(sit(), link)
    buyer.goes(f"/contracts/{contract}")
    expect(buyer.page.locator(".top")).to_contain_text("in effect")
    expect(buyer.page.get_by_role("region", name="Signatures")).to_contain_text("every signature given")
    expect(buyer.page.get_by_role("region", name="Approvals")).to_contain_text("agreed")
    assert serious(buyer.page) == []


def _draft(buyer: Person) -> str:
    page = buyer.page
    buyer.goes("/contracts")
    page.get_by_role("link", name="Draft a contract").click()
    page.get_by_role("link", name="设备采购合同").click()
    page.get_by_role("link", name="设备采购合同标准文本").click()
    page.get_by_label("Name of the contract").fill(TITLE)
    page.get_by_label("Search customers").fill("南京云栈")
    expect(page.get_by_role("radio", name="南京云栈科技有限公司")).to_be_checked()
    page.get_by_label("goods", exact=True).fill("机架式服务器二十台")
    page.get_by_label("damages").fill("99")
    page.get_by_label("Amount with tax").fill("226,000.00")
    plan = page.get_by_role("region", name="Payment plan")
    plan.get_by_label("Clause", exact=True).first.fill("4.2")
    plan.get_by_label("Phase").first.fill("acceptance")
    plan.get_by_label("Amount").first.fill("226000")
    plan.get_by_label("Due").first.select_option("acceptance")
    plan.get_by_label("Days").first.fill("30")
    plan.get_by_label("only once accepted").first.check()
    assert serious(page) == []
    buyer.faults.expect("422")
    page.get_by_role("button", name="Make the draft").click()
    expect(page.locator(".wrong")).to_contain_text("30")
    expect(page.get_by_label("goods", exact=True)).to_have_value("机架式服务器二十台")
    page.get_by_label("damages").fill("15")
    page.get_by_role("button", name="Make the draft").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    return page.url.split("/contracts/")[1].split("/")[0]


def _submit(buyer: Person) -> None:
    page = buyer.page
    in_words_of_ones_own(page, "4.1", "签署后支付合同价款的百分之四十。")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved as version 2.")
    expect(clause(page, "4.1")).to_contain_text("百分之四十")
    assert serious(page) == []
    page.get_by_role("link", name="Submit for approval").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("medium risk")
    dialog.get_by_role("button", name="Submit for approval").click()
    expect(page.locator(".top")).to_contain_text("in approval")


def _approve(approver: Person, contract: str) -> None:
    page = approver.page
    approver.goes(f"/contracts/{contract}")
    page.get_by_role("link", name="To the approval").click()
    dialog = page.get_by_role("dialog")
    departs = dialog.get_by_role("region", name="Departs from its template")
    expect(departs.locator("ins")).to_have_text("四")
    expect(departs).to_contain_text("medium risk")
    dialog.get_by_role("button", name="Approve").click()
    expect(dialog.get_by_role("status").filter(has_text="Your decision is kept")).to_be_visible()


def _send_out(buyer: Person, contract: str) -> str:
    page = buyer.page
    buyer.goes(f"/contracts/{contract}")
    page.get_by_role("link", name="Send out for signatures").click()
    page.get_by_role("checkbox", name="boss").check()
    outside = page.get_by_role("group", name="Signatory").first
    outside.get_by_label("Name").fill("李娜")
    assert serious(page) == []
    page.get_by_role("button", name="Send out for signatures").click()
    expect(page.get_by_role("region", name="Who signs")).to_contain_text("李娜")
    return page.url.rsplit("/", 1)[1]


def _sign_for_us(boss: Person, signing: str) -> None:
    page = boss.page
    boss.goes("/signings")
    page.locator(f'a[href="/signings/{signing}/sign"]').click()
    page.get_by_role("button", name="I have it before me").click()
    page.get_by_label("I have read the document").check()
    assert serious(page) == []
    page.get_by_role("button", name="Sign", exact=True).dblclick()
    expect(page.get_by_role("status").filter(has_text="You have signed")).to_be_visible()


def _invitation(buyer: Person, signing: str) -> str:
    page = buyer.page
    buyer.goes(f"/signings/{signing}")
    page.get_by_role("button", name="Make the invitation").click()
    link = page.locator("#invitation-link").inner_text()
    assert link.startswith(f"{buyer.installation.address}/invitation#")
    return link


def _sign_outside(stranger: Person, link: str) -> None:
    page = stranger.page
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    assert "#" not in page.url
    assert len(page.locator("#pdf-hash").inner_text()) == 64
    assert serious(page) == []
    with page.expect_download() as given:
        page.get_by_role("button", name="Download").click()
    assert given.value.path().read_bytes().startswith(b"%PDF-")
    page.get_by_label("I have read the document").check()
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have signed")


def test_two_editors_never_write_over_each_other_and_the_second_sees_what_the_first_did(
    sit: Sit, installation: Installation
):
    contract = drafted(installation, "Two editors")["contract_id"]
    buyer, salesperson = sit("buyer"), sit("salesperson")
    for each in (buyer, salesperson):
        each.goes(f"/contracts/{contract}/draft")
    in_words_of_ones_own(buyer.page, "4.1", "签署后十日内支付百分之三十。")
    buyer.page.get_by_label("Forum").fill("上海仲裁委员会")
    buyer.page.get_by_role("button", name="Save").click()
    expect(buyer.page.get_by_role("status").first).to_contain_text("Saved")
    theirs = salesperson.page
    in_words_of_ones_own(theirs, "4.2", "验收合格后支付百分之六十五。")
    theirs.get_by_label("Forum").fill("北京仲裁委员会")
    salesperson.faults.expect("412")
    theirs.get_by_role("button", name="Save").click()
    told = theirs.get_by_role("alert")
    expect(told).to_contain_text("李雷 saved version 2 meanwhile")
    expect(told.locator("ins").first).to_be_visible()
    expect(told).to_contain_text("Where both changed the same, your words stand: Forum")
    expect(clause(theirs, "4.1")).to_contain_text("签署后十日内")
    expect(theirs.get_by_label("Forum")).to_have_value("北京仲裁委员会")
    assert serious(theirs) == []
    theirs.get_by_role("button", name="Save").click()
    expect(theirs.get_by_role("status").first).to_contain_text("Saved as version 3.")
    expect(clause(theirs, "4.1")).to_contain_text("签署后十日内")
    expect(clause(theirs, "4.2")).to_contain_text("验收合格后支付百分之六十五")
    versions = installation.by("buyer").get("contract", f"/v1/contracts/{contract}/versions")
    assert [one["number"] for one in versions["items"]] == [3, 2, 1]


def test_a_standard_alternative_a_clause_left_out_and_one_added_are_told_with_their_risk(
    sit: Sit, installation: Installation
):
    contract = drafted(installation, "Departures")["contract_id"]
    buyer = sit("buyer")
    page = buyer.page
    buyer.goes(f"/contracts/{contract}/draft")
    clause(page, "7").get_by_text("Change", exact=True).click()
    clause(page, "7").get_by_role("button", name="Standard alternatives").click()
    clause(page, "7").get_by_role("radio", name="违约责任（上限）").check()
    clause(page, "4.3").get_by_text("Change", exact=True).click()
    clause(page, "4.3").get_by_label("Leave it out").check()
    added = page.get_by_role("group", name="Added clause")
    added.get_by_label("Number").fill("8")
    added.get_by_label("Heading").fill("保密")
    added.get_by_label("Words").fill("双方互相保密。")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved")
    expect(clause(page, "7")).to_contain_text("累计不超过合同价款")
    page.get_by_role("link", name="What changed").click()
    page.get_by_role("link", name="the template").click()
    differs = page.get_by_role("region", name="What differs")
    for words in ("high risk", "保密", "质保金", "left out", "added"):
        expect(differs).to_contain_text(words)
    assert serious(page) == []
    for form in ("PDF", "DOCX"):
        with page.expect_download() as given:
            page.get_by_role("link", name=form, exact=True).click()
        assert given.value.path().stat().st_size > 5000


def test_a_remark_on_a_clause_is_made_once_answered_and_settled(sit: Sit, installation: Installation):
    contract = drafted(installation, "Remarks")["contract_id"]
    manager = sit("manager")
    page = manager.page
    manager.goes(f"/contracts/{contract}/versions/1")
    page.locator('a[href$="clause=4.1"]').click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Your remark").fill("三十日还是十日？")
    dialog.get_by_role("button", name="Remark", exact=True).dblclick()
    expect(dialog.locator(".remarks > li")).to_have_count(1)
    expect(page.get_by_role("link", name="1 remark")).to_be_visible()
    assert serious(page) == []
    dialog.get_by_role("button", name="Settled").click()
    expect(dialog).to_contain_text("settled")
    told = installation.by("manager").get("contract", f"/v1/contracts/{contract}/comments")
    assert [(one["clause"], one["resolved"]) for one in told["items"]] == [("4.1", True)]


def test_who_may_not_draft_is_offered_nothing_and_told_so(sit: Sit, installation: Installation):
    contract = drafted(installation, "Not for everybody")["contract_id"]
    cashier = sit("cashier")
    cashier.faults.expect(r"403")
    cashier.goes(f"/contracts/{contract}")
    expect(cashier.page.get_by_role("link", name="Change")).to_have_count(0)
    cashier.goes(f"/contracts/{contract}/draft")
    expect(cashier.page.get_by_role("heading", level=1)).to_have_text("Not for you")
