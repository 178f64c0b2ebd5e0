"""A list taken away: made beside the page with its progress, there again after a reload, downloaded when ready."""

from playwright.sync_api import expect

from .conftest import Sit
from .installation import Installation


def test_an_export_survives_a_reload_and_is_downloaded(sit: Sit):
    manager = sit("manager")
    manager.goes("/customers")
    page = manager.page
    page.get_by_role("button", name="Take away as CSV").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Export: Customers")
    page.reload()
    expect(page.get_by_role("heading", name="Ready")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "100")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download the CSV").click()
    text = downloading.value.path().read_text(encoding="utf-8-sig")
    assert "南京云栈科技有限公司" in text
    page.get_by_role("link", name="Exports", exact=True).click()
    expect(page.get_by_role("listitem").filter(has_text="Customers").first).to_contain_text("ready")


def test_an_export_that_breaks_off_says_so_and_is_begun_again(sit: Sit, installation: Installation):
    manager = sit("manager")
    installation.away("contract")
    try:
        manager.goes("/customers")
        manager.goes("/contracts")
        manager.page.get_by_role("button", name="Take away as CSV").click()
        expect(manager.page.get_by_role("heading", name="Broken off")).to_be_visible()
    finally:
        installation.back("contract")
    manager.page.get_by_role("button", name="Begin again").click()
    expect(manager.page.get_by_role("heading", name="Ready")).to_be_visible()
