"""An order that would pass what its customer may owe: held with its figures, released by somebody else, then placed;
and goods that depart from what the order asks for: held, and let go by somebody else than who measured them.
"""

from playwright.sync_api import expect

from .checked import limited, ordered, sold
from .conftest import Sit
from .installation import Installation


def test_an_order_beyond_the_limit_waits_for_somebody_else_with_the_figures_why(sit: Sit, installation: Installation):
    customer = installation.do(limited(installation, "扬州瑞禾机械有限公司", "50000.00"))
    contract = installation.do(sold(installation, "瑞禾桥梁钢板", customer))
    installation.do(ordered(installation, contract, "热轧钢板 Q235B", "80", "450.00"))
    seller, administrator = sit("salesperson"), sit("administrator")
    page = seller.page
    seller.goes(f"/contracts/{contract}")
    page.get_by_role("link", name="Place an order").first.click()
    dialog = page.locator("#dialog")
    for label, words in (("Description", "热轧钢板 Q345B"), ("Quantity", "60"), ("Unit price with tax", "480.00")):
        dialog.get_by_label(label, exact=True).first.fill(words)
    dialog.get_by_role("button", name="Place the order").click()
    dialog.get_by_role("link", name="Held orders").click()
    held = page.get_by_role("row").filter(has_text="瑞禾桥梁钢板")
    held.get_by_role("link", name="热轧钢板 Q345B").click()
    why = page.get_by_role("region", name="Why it is held")
    for figure in ("CN¥50,000.00", "CN¥36,000.00", "CN¥28,800.00", "CN¥14,800.00"):
        expect(why.get_by_text(figure)).to_be_visible()

    page = administrator.page
    administrator.goes("/orders/held")
    row = page.get_by_role("row").filter(has_text="瑞禾桥梁钢板")
    expect(row).to_contain_text("limit of the group passed")
    row.get_by_role("link", name="To the decision").click()
    expect(page.locator("#dialog")).to_contain_text("CN¥14,800.00")
    page.get_by_role("button", name="Approve").click()
    expect(row).to_have_count(0)
    administrator.goes(f"/customers/{customer}/exposure")
    expect(page.get_by_role("row").filter(has_text="open orders").first).to_contain_text("CN¥64,800.00")
    page.get_by_role("button", name="Lay down limit and term").click()
    page.get_by_label("May owe at most").fill("80,000")
    page.get_by_role("button", name="Lay it down").click()
    expect(page.get_by_role("region", name="Laid down so far")).to_contain_text("CN¥80,000.00")


def test_goods_that_depart_are_held_and_let_go_by_somebody_else(sit: Sit, installation: Installation):
    contract = installation.do(sold(installation, "钢卷供货", installation.story.made["client"]))
    order = installation.do(ordered(installation, contract, "热轧钢卷", "40", "500.00"))
    seller, administrator = sit("salesperson"), sit("administrator")
    page = seller.page
    seller.goes(f"/orders/{order}")
    page.get_by_role("link", name="Say what it asks for").click()
    page.get_by_role("radio", name="QP-Q235").check()
    page.get_by_label("Use", exact=True).fill("桥梁腹板")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("3 parameters are set")).to_be_visible()
    page.get_by_role("link", name="Measure a batch").click()
    page.get_by_label("Number of the batch").fill("H9")
    page.get_by_label("Quantity").fill("40")
    for label, value in (("C (%)", "0.25"), ("ReH (MPa)", "248"), ("厚度 (mm)", "20")):
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Compare").click()
    row = page.get_by_role("row").filter(has_text="H9").first
    expect(row).to_contain_text("C 0.25")
    row.get_by_role("link", name="Decide").click()
    expect(page.get_by_text("You measured it: somebody else lets it go.")).to_be_visible()

    page = administrator.page
    administrator.goes("/orders/goods")
    page.get_by_role("row").filter(has_text="H9").get_by_role("link", name="Decide").click()
    page.get_by_label("Number of the customer's word").fill("RB-12")
    page.get_by_label("Reason").fill("客户书面同意")
    page.locator("#dialog").get_by_role("button", name="Decide").click()
    row = page.get_by_role("row").filter(has_text="H9").first
    expect(row).to_contain_text("conceded")
    expect(row).to_contain_text("RB-12")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Technical sheet (PDF)").click()
    assert taken.value.path().read_bytes().startswith(b"%PDF")
