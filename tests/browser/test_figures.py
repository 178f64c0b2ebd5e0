"""Statistics of contracts: told apart by two things, and from a bar down to the contracts behind it."""

import re

from playwright.sync_api import expect

from .conftest import Sit
from .installation import Installation
from .walking import UNDRAWN, comes

CLICKED = """() => {
  const place = document.querySelector("[data-chart=bars]"), chart = echarts.getInstanceByDom(place);
  const told = JSON.parse(document.getElementById("bars").textContent);
  const [across, down] = chart.convertToPixel({ seriesIndex: 0 }, [told.labels[0], told.series[0].data[0] / 2]);
  const { left, top } = place.getBoundingClientRect();
  return { x: left + across, y: top + down, links: told.series[0].links };
}"""
"""Where the lowest part of the first bar stands in the window, and where it leads."""


def test_a_figure_leads_to_the_contracts_behind_it(sit: Sit, installation: Installation):
    manager = sit("manager")
    page = manager.page
    manager.goes("/figures")
    page.get_by_label("Told apart by").select_option("direction")
    expect(page.get_by_role("row", name=re.compile("^purchase"))).to_be_visible()
    page.get_by_label("and by").select_option("state")
    expect(page.get_by_role("columnheader", name="in effect")).to_be_visible()
    page.get_by_label("Shown").select_option("number")
    row = page.get_by_role("row", name=re.compile("^sale"))
    expect(row).to_contain_text("¥")
    with page.expect_download() as sheet:
        page.get_by_role("link", name="Take away as XLSX").click()
    assert sheet.value.suggested_filename.startswith("contract-figures-")
    assert comes(page, f"{UNDRAWN} === 0")
    bar = page.evaluate(CLICKED)
    page.mouse.click(bar["x"], bar["y"])
    expect(page.get_by_role("heading", level=1)).to_have_text("Behind the figure")
    assert page.url == installation.address + bar["links"][0]
    page.get_by_role("link", name="Statistics").last.click()
    page.get_by_role("navigation", name="Statistics").get_by_role("link", name="Outlook").click()
    expect(page.get_by_role("region", name="Time in approval")).to_contain_text("南京市公司")


def test_what_was_searched_for_is_marked_in_title_and_words(sit: Sit):
    manager = sit("manager")
    page = manager.page
    manager.goes("/figures/search")
    page.get_by_role("searchbox", name="Words of the contract").fill("服务器")
    found = page.locator("#found li").filter(has=page.get_by_role("link", name="服务器采购", exact=True))
    expect(found.locator("mark")).to_have_text("服务器")
    found.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("服务器采购")
