"""A master contract through its pages: drafted with its cap, drawn on by contracts in three currencies until an order
would break it; and a price for the key account, explained step by step under a band of exchange rates.
"""

from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect

from .conftest import Person, Sit
from .installation import Installation
from .lives import in_force, now
from .test_arrears import _until_let_in
from .test_drafting import clause, serious

TITLE = "All the fans of the world"
CODE = "FAN-77"
RATES = (("GBP", "CNY", "9.0"), ("EUR", "CNY", "8.0"))
SOURCE = "Fans' bank"


def test_a_master_caps_contracts_in_three_currencies_and_explains_its_price(sit: Sit, installation: Installation):
    buyer = sit("buyer")
    master = _master(buyer, installation)
    china = _under(buyer, installation, master)
    _drawn(buyer, installation, master, china)
    _priced(sit, installation, master)
    _served(sit, installation, master)


def _master(buyer: Person, installation: Installation) -> str:
    """Drafted in the editor: a clause that stays locked, one that may be said otherwise, a cap."""
    story, page = installation.story, buyer.page
    kind = story.made["kind framework-purchase"]
    buyer.goes(f"/contracts/new/draft?type_id={kind}&way=own")
    page.get_by_label("Name of the contract").fill(TITLE)
    page.get_by_label("Search customers").fill("南京云栈")
    page.get_by_role("radio", name="南京云栈科技有限公司").check()
    page.get_by_label("Words", exact=True).fill("价格和数量按附件执行。")
    page.get_by_text("Master contract: what contracts under it may come to").click()
    page.get_by_label("Cap on all of them together").fill("10,000.00")
    page.get_by_label("Clauses that may be said otherwise").fill("2")
    assert serious(page) == []
    page.get_by_role("button", name="Make the draft").click()
    added = page.get_by_role("group", name="Added clause")
    for at, words in enumerate(("交付以验收为准。", "运费由买方承担。")):
        if at:
            page.get_by_role("button", name="One clause more").click()
        row = added.nth(at)
        row.get_by_label("Number").fill(f"{at + 1}")
        row.get_by_label("Words").fill(words)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved as version 2.")).to_be_visible()
    expect(page.get_by_label("Cap on all of them together")).to_have_value("10000.00")
    master = page.url.split("/contracts/")[1].split("/")[0]
    in_force(installation, "buyer", now(installation, master))
    return master


def _under(buyer: Person, installation: Installation, master: str) -> str:
    """A contract in yuan begun from the master's page; two others in pounds and euros."""
    story, page = installation.story, buyer.page
    buyer.goes(f"/masters/{master}")
    page.get_by_role("link", name="Draft a contract under it").click()
    page.get_by_role("link", name="设备采购合同").click()
    page.get_by_role("link", name="Under the master contract").click()
    page.get_by_label("Name of the contract").fill("Fans for China")
    page.get_by_label("Kind of amount").select_option("unit_price")
    assert serious(page) == []
    page.get_by_role("button", name="Make the draft").click()
    expect(clause(page, "1")).to_contain_text("交付以验收为准。")
    clause(page, "1").get_by_text("Change", exact=True).click()
    expect(clause(page, "1").get_by_label("As the master contract says")).to_be_checked()
    page.get_by_label("Forum").fill("上海仲裁委员会")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved as version 2.")).to_be_visible()
    china = page.url.split("/contracts/")[1].split("/")[0]
    assert now(installation, china)["under"] == master
    in_force(installation, "buyer", now(installation, china))
    for currency, against, rate in RATES:
        fixed = {"currency": currency, "against": against, "rate": rate, "source": SOURCE}
        for days in (0, -1):
            day = f"{story.days.signed - timedelta(days=40 + days)}"
            installation.by("administrator").post("contract", "/v1/exchange-rates", {**fixed, "effective_on": day})
    for currency, quantity in (("GBP", "50"), ("EUR", "25")):
        body: dict[str, Any] = {
            "type_id": story.made["type purchase"],
            "title": f"Fans in {currency}",
            "counterparty_id": story.made["supplier"],
            "amount_kind": "unit_price",
            "currency": currency,
            "master_id": master,
        }
        drafted = installation.by("buyer").post("contract", "/v1/contracts", body)
        in_force(installation, "buyer", drafted)
        line = {"description": "Fan", "quantity": quantity, "unit_price": "10.00"}
        order = {"lines": [line], "effective_on": f"{story.days.ordered}"}
        installation.by("buyer").post("contract", f"/v1/contracts/{drafted['contract_id']}/orders", order)
    return china


def _drawn(buyer: Person, installation: Installation, master: str, china: str) -> None:
    """500 pounds at 9 and 250 euros at 8 leave 3,500 of the cap: more is refused, that much stands."""
    page = buyer.page
    buyer.goes(f"/contracts/{china}")
    buyer.faults.expect("409")
    _ordered(page, "351")
    refusal = page.locator("dialog#dialog").get_by_role("alert")
    expect(refusal).to_contain_text("would draw more on it than it allows")
    expect(page.locator("dialog#dialog")).to_contain_text("¥10,000.00")
    page.locator("dialog#dialog").get_by_label("Quantity").first.fill("350")
    page.locator("dialog#dialog").get_by_role("button", name="Place the order").click()
    expect(page.get_by_role("status").filter(has_text="The order is placed.")).to_be_visible()
    buyer.goes(f"/masters/{master}")
    cap = page.get_by_role("region", name="Cap")
    expect(cap).to_contain_text("¥10,000.00")
    expect(cap).to_contain_text("100%")
    drawings = page.get_by_role("region", name="Document by document")
    for amount, counted in (("£500.00", "¥4,500.00"), ("€250.00", "¥2,000.00"), ("¥3,500.00", "¥3,500.00")):
        expect(drawings.locator("tr", has_text=amount).filter(has_text=counted)).to_have_count(1)
    assert serious(page) == []


def _ordered(page: Page, quantity: str) -> None:
    page.get_by_role("link", name="Place an order", exact=True).first.click()
    dialog = page.locator("dialog#dialog")
    dialog.get_by_label("Description").first.fill("Fan")
    dialog.get_by_label("Quantity").first.fill(quantity)
    dialog.get_by_label("Unit price with tax").first.fill("10.00")
    dialog.get_by_role("button", name="Place the order").click()


def _priced(sit: Sit, installation: Installation, master: str) -> None:
    """Terms and a price are laid down; inside the band a rate changes nothing, of what lies outside half is shared."""
    password = installation.join("pricing", "accountant", "headquarters")
    accountant = sit(login="pricing", password=password)
    _until_let_in(accountant, f"/masters/{master}/prices/terms")
    page, first = accountant.page, installation.story.days.signed - timedelta(days=40)
    page.get_by_label("Mode").select_option("global")
    for label, value in (("Lead country", "DE"), ("Who publishes them", SOURCE), ("Fixed on", f"{first}")):
        page.get_by_label(label).fill(value)
    page.get_by_label("Band (percent)").fill("3")
    page.get_by_label("Shared of what lies outside (percent)").fill("50")
    page.get_by_label("In force from").fill(f"{first}")
    for at, (country, currency) in enumerate((("DE", "EUR"), ("CN", "CNY"))):
        if at:
            page.get_by_role("button", name="One country more").click()
        row = page.get_by_role("group", name="Country").nth(at)
        row.get_by_label("Country").fill(country)
        row.get_by_label("Currency").fill(currency)
    assert serious(page) == []
    page.get_by_role("button", name="Lay down the terms").click()
    expect(page.get_by_role("region", name="How prices are made")).to_contain_text("3%")
    page.get_by_role("link", name="Lay down prices").click()
    page.get_by_label("In force from").fill(f"{first}")
    for label, value in (("Product code", CODE), ("Country", "DE"), ("Price", "100.00")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Lay down prices").click()
    expect(page.locator("#found").locator("tr", has_text="CN")).to_contain_text("800.00 CNY")
    for days, rate in ((30, "8.16"), (20, "8.4")):
        fixed = {"currency": "EUR", "against": "CNY", "rate": rate, "source": SOURCE}
        day = f"{installation.story.days.signed - timedelta(days=days)}"
        installation.by("administrator").post("contract", "/v1/exchange-rates", {**fixed, "effective_on": day})
    told = page.get_by_role("region", name="What a unit costs on a day")
    told.get_by_label("Product code").fill(CODE)
    told.get_by_label("Country").fill("CN")
    for days, band, price in (
        (30, "inside the band", "800.00 CNY"),
        (20, "outside the band", "808.00 CNY"),
    ):
        told.get_by_label("Day").fill(f"{installation.story.days.signed - timedelta(days=days)}")
        told.get_by_role("button", name="Explain").click()
        expect(told).to_contain_text(band)
        expect(told).to_contain_text(f"Comes to {price}")
    assert serious(page) == []


def _served(sit: Sit, installation: Installation, master: str) -> None:
    """Who looks after the account is named, a level agreed on, and a month held against it: missed, then said anew."""
    seller = sit(login="served", password=installation.join("served", "salesperson", "headquarters"))
    _until_let_in(seller, f"/masters/{master}/service")
    page, dialogs = seller.page, seller.page.get_by_role("dialog")
    expect(page.get_by_text("Nobody is named and nothing is agreed yet")).to_be_visible()
    page.get_by_role("button", name="Name somebody").click()
    dialogs.get_by_label("Who", exact=True).fill("served")
    dialogs.get_by_role("radio", name="served").check()
    dialogs.get_by_label("Region").fill("EMEA")
    dialogs.get_by_label("Countries").fill("de, fr")
    dialogs.get_by_role("button", name="Name them").click()
    region = page.get_by_role("region", name="EMEA")
    expect(region).to_contain_text("DE, FR")
    page.get_by_role("button", name="Agree on a service level").click()
    values = (("Region", "EMEA"), ("Measure", "on-time"), ("Value", "95"), ("From", "2026-01-01"))
    for label, value in values:
        dialogs.get_by_label(label, exact=True).fill(value)
    dialogs.get_by_role("button", name="Agree on it").click()
    expect(region).to_contain_text("at least 95%")
    for share, said in (("93.5", "target missed"), ("95.5", "target met")):
        page.get_by_role("button", name="State a month's result").click()
        for label, value in (("Region", "EMEA"), ("Measure", "on-time"), ("Month", "2026-03"), ("Result", share)):
            dialogs.get_by_label(label, exact=True).fill(value)
        dialogs.get_by_label("Out of so many cases").fill("40")
        dialogs.get_by_role("button", name="State it").click()
        expect(page.get_by_role("region", name="Month by month")).to_contain_text(said)
    page.get_by_role("region", name="Month by month").get_by_role("link", name="95.5%").click()
    expect(page.locator("dialog#why")).to_contain_text("Service level measured")
    assert serious(page) == []
