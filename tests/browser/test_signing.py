"""A signature that is not given: declined with a reason that reaches whoever asked, asked for again, called off; then
the contract is signed on paper and held against its text by a second person. A file says whether it is the contract.
"""

from pathlib import Path

from playwright.sync_api import expect

from .conftest import Person, Sit
from .installation import Installation
from .things import SCAN, approved

REASON = "第三条的价款有误"


def sent_out(installation: Installation, contract: str) -> str:
    """A signing that waits for somebody from outside, the boss having signed."""
    us = {"side": "us", "signatories": [{"kind": "staff", "person_id": installation.story.staff["boss"]}]}
    them = {"side": "counterparty", "signatories": [{"kind": "outside", "name": "李娜"}]}
    path = f"/v1/contracts/{contract}/signings"
    made = installation.by("buyer").post("contract", path, {"groups": [us, them]})
    boss, at = installation.by("boss"), f"/v1/signings/{made['signing_id']}"
    boss.post("contract", f"{at}/opening", {})
    boss.post("contract", f"{at}/signatures", {"pdf_hash": made["pdf_hash"]})
    return str(made["signing_id"])


def declined(stranger: Person, buyer: Person, signing: str) -> str:
    """The one from outside reads it and says why not; gives the invitation that is used up."""
    buyer.goes(f"/signings/{signing}")
    buyer.page.get_by_role("button", name="Make the invitation").click()
    link = buyer.page.locator("#invitation-link").inner_text()
    stranger.page.goto(link)
    stranger.page.get_by_text("I do not sign").click()
    stranger.page.get_by_label("Why not?").fill(REASON)
    stranger.page.get_by_role("button", name="Decline").click()
    expect(stranger.page.get_by_role("heading", level=1)).to_have_text("You have declined")
    return link


def verdict_on(person: Person, file: Path) -> str:
    person.goes("/signings/verify")
    person.page.get_by_label("PDF").set_input_files(file)
    person.page.get_by_role("button", name="Verify").click()
    return person.page.locator("#verdict").inner_text()


def test_a_signature_is_declined_asked_for_again_called_off_and_given_on_paper(
    sit: Sit, installation: Installation, boss: str, tmp_path: Path
):
    contract = installation.do(approved(installation, "Signed on paper in the end"))["contract_id"]
    signing = sent_out(installation, contract)
    buyer, stranger = sit("buyer"), sit()
    link = declined(stranger, buyer, signing)

    page = buyer.page
    buyer.goes(f"/signings/{signing}")
    who = page.get_by_role("region", name="Who signs")
    expect(who.locator("li.declined")).to_contain_text(REASON)
    expect(page.get_by_text("It rests: too few are left")).to_be_visible()
    stranger.faults.expect("404")
    stranger.page.goto(link)
    expect(stranger.page.get_by_role("alert")).to_contain_text("The invitation is unknown, used")
    who.get_by_role("button", name="Ask again").click()
    expect(who.locator("li.invited")).to_contain_text(REASON)

    with page.expect_download() as given:
        page.get_by_role("link", name="Download the PDF").click()
    whole, changed = tmp_path / "whole.pdf", tmp_path / "changed.pdf"
    whole.write_bytes(given.value.path().read_bytes())
    data = bytearray(whole.read_bytes())
    data[1000] ^= 1
    changed.write_bytes(data)
    assert verdict_on(buyer, whole).strip() == "This is the contract as it stands, to the byte"
    assert verdict_on(buyer, changed).strip() != "This is the contract as it stands, to the byte"

    buyer.goes(f"/signings/{signing}")
    page.get_by_role("button", name="Call it off").click()
    page.get_by_role("dialog").get_by_label("Reason").fill("Signed on paper instead")
    page.get_by_role("dialog").get_by_role("button", name="Call").click()
    expect(page.get_by_role("alert").or_(page.locator(".said"))).to_contain_text("Signed on paper instead")

    scan = tmp_path / "scan.pdf"
    scan.write_bytes(SCAN)
    buyer.goes(f"/contracts/{contract}/scans/new")
    page.get_by_label("Scan", exact=True).set_input_files(scan)
    page.get_by_label("Signed for us").select_option(label="boss")
    page.get_by_label("Signed for 南京云栈科技有限公司").select_option(label="李雷")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_text("Who registered a scan does not check it")).to_be_visible()
    second = sit("salesperson")
    second.page.goto(page.url)
    second.page.get_by_role("button", name="It is this text").click()
    expect(second.page.locator(".top")).to_contain_text("confirmed")
    now = installation.by("buyer").get("contract", f"/v1/contracts/{contract}")
    assert now["state"] in ("signed", "effective")
