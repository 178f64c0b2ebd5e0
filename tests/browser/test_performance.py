"""A purchase is performed and paid as those do it whose work it is, and what came into the bank is matched."""

from datetime import timedelta
from typing import Any

from playwright.sync_api import Locator, Page, expect

from services.story.purchase import money, submit
from services.story.waiting import until

from .agreeing import agree
from .conftest import Person, Sit
from .installation import Installation
from .walking import AXE, SERIOUS

TOTAL = "113000.00"
INVOICES = (("P-2026-1", "40000", "¥45,200.00"), ("P-2026-2", "60,000.00", "¥67,800.00"))
"""Number, net amount, and the whole with 13 % tax: together the contract's total."""


def agreed(installation: Installation, title: str, direction: str, conditions: list[str], lines: bool = False) -> str:
    """The id of a contract over the total in effect."""
    return installation.do(_agreed(installation, title, direction, conditions, lines))


async def _agreed(installation: Installation, title: str, direction: str, conditions: list[str], lines: bool) -> str:
    story = installation.story
    drafter = "buyer" if direction == "purchase" else "salesperson"
    place = {"clause": "4", "phase": "acceptance", "amount": money(TOTAL), "conditions": conditions}
    due = {
        "due_on": f"{story.today + timedelta(days=20)}",
        "debtor": "us" if direction == "purchase" else "counterparty",
    }
    item = {"description": "Desks", "quantity": "50", "unit_price": "2000.00", "tax_rate": "0.13"}
    body = {
        "type_id": story.made[f"type {direction}"],
        "title": title,
        "counterparty_id": story.made["supplier" if direction == "purchase" else "client"],
        "amount": money(TOTAL),
        "plan": [{**place, **due}],
        "text": "As agreed.",
        **({"lines": [item]} if lines else {}),
    }
    drafted = (await story.by(drafter).post("contract", "/v1/contracts", body)).json
    submitted = await submit(story, drafter, drafted)
    await agree(story, submitted["approval_id"], submitted["text_hash"])
    path = f"/v1/contracts/{drafted['contract_id']}"
    for side in ("us", "counterparty"):
        said = {"side": side, "text_hash": submitted["text_hash"], "level": "ink"}
        await story.by(drafter).post("contract", f"{path}/signatures", said)
    return str(drafted["contract_id"])


def opened(page: Page, name: str, within: Locator | None = None) -> Locator:
    """A deed's dialog, in which axe finds nothing serious."""
    (within or page).get_by_role("link", name=name, exact=True).first.click()
    dialog = page.locator("dialog#dialog")
    expect(dialog.locator("form")).to_be_visible()
    page.evaluate(AXE)
    assert page.evaluate(SERIOUS, []) == []
    return dialog


def done(dialog: Locator, button: str, words: str) -> None:
    dialog.get_by_role("button", name=button, exact=True).click()
    expect(dialog.get_by_role("status").filter(has_text=words)).to_be_visible()
    dialog.get_by_role("button", name="Close").last.click()
    expect(dialog).to_be_hidden()


def part(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


def test_a_purchase_is_ordered_accepted_invoiced_and_paid_in_parts_and_beyond_its_clause_under_a_waiver(
    sit: Sit, installation: Installation
):
    contract = agreed(installation, "Desks in parts", "purchase", ["acceptance", "invoice"], lines=True)
    buyer = sit("buyer")
    buyer.goes(f"/contracts/{contract}")
    _perform(buyer.page)
    cashier = sit("cashier")
    cashier.faults.expect(r"(409 |console: .*409.*)http://\S+/deeds/payment")
    cashier.goes(f"/contracts/{contract}")
    _pay(cashier.page)
    _waive(cashier, sit, installation)
    _match(cashier, installation)


def _perform(page: Page) -> None:
    """Ordered, delivered, accepted, and invoiced twice."""
    dialog = opened(page, "Place an order")
    expect(dialog.get_by_label("Description").first).to_have_value("Desks")
    done(dialog, "Place the order", "The order is placed.")
    orders = part(page, "Orders and deliveries")
    expect(orders).to_contain_text("Desks × 50")
    done(opened(page, "Record a delivery", orders), "Record it", "The delivery is recorded.")
    dialog = opened(page, "Accept a delivery", orders)
    expect(dialog.get_by_label("Quantity of line 1")).to_have_value("50")
    done(dialog, "Accept it", "The delivery is accepted.")
    for number, net, gross in INVOICES:
        dialog = opened(page, "Book an invoice")
        dialog.get_by_label("Number", exact=True).fill(number)
        dialog.get_by_label("Net amount").first.fill(net)
        done(dialog, "Book it", "The invoice is booked.")
        expect(part(page, "Invoices and payments").locator("li", has_text=number)).to_contain_text(gross)
    clause = part(page, "Performance by clause").locator("tr", has=page.get_by_role("rowheader", name="4 acceptance"))
    expect(clause).to_contain_text("¥113,000.00")
    clause.get_by_title("Why?").first.click()
    expect(page.locator("dialog#why")).to_contain_text("Events behind it")


def _pay(page: Page) -> None:
    """One payment over parts of both invoices; then one beyond the clause, which control refuses in so many words."""
    dialog = opened(page, "Request a payment")
    dialog.get_by_label("Amount of invoice P-2026-1").fill("30,000.00")
    dialog.get_by_label("Amount of invoice P-2026-2").fill("20000")
    done(dialog, "Pay", "The payment is made.")
    money_part = part(page, "Invoices and payments")
    expect(money_part).to_contain_text("2 parts")
    expect(money_part.locator("li", has_text="P-2026-1")).to_contain_text("¥15,200.00 open")
    dialog = opened(page, "Request a payment")
    dialog.get_by_label("Amount of invoice P-2026-2").fill("80000")
    dialog.get_by_role("button", name="Pay", exact=True).click()
    refusal = dialog.get_by_role("alert")
    expect(refusal).to_contain_text("clause 4, acceptance (over its clause)")
    expect(refusal).to_contain_text("¥113,000.00 allowed, CN¥50,000.00 used already")
    dialog.get_by_role("link", name="Ask for a waiver").click()
    dialog.get_by_label("Why it should pass").fill("The supplier would stop the works.")
    dialog.get_by_label("The waiver serves until").fill(_in_days(page, 5))
    done(dialog, "Ask", "The waiver is asked for")


def _in_days(page: Page, days: int) -> str:
    return str(page.evaluate(f"new Date(Date.now() + {days} * 86400000).toISOString().slice(0, 10)"))


def _waive(cashier: Person, sit: Sit, installation: Installation) -> None:
    """Held until somebody of headquarters' finance has decided; then paid, once."""
    password = installation.join("waiving", "accountant", unit="headquarters")
    caller = installation.story.callers["waiving"]
    installation.do(until(lambda: caller.admitted("contract", "/v1/approvals"), 45, "rights have not come"))
    cashier.goes("/payments")
    line = part(cashier.page, "Blocked and held").locator("tr", has_text="Desks in parts")
    expect(line).to_contain_text("waiver asked for")
    expect(line).to_contain_text("over its clause")
    accountant = sit("", login="waiving", password=password)
    accountant.goes("/payments")
    line = part(accountant.page, "Blocked and held").locator("tr", has_text="Desks in parts")
    line.get_by_role("link", name="To the decision").click()
    dialog = accountant.page.locator("dialog#dialog")
    expect(dialog).to_contain_text("The supplier would stop the works.")
    dialog.get_by_role("button", name="Approve").click()
    expect(dialog.get_by_role("status").filter(has_text="Your decision is kept")).to_be_visible()
    cashier.goes("/payments")
    line = part(cashier.page, "Blocked and held").locator("tr", has_text="Desks in parts")
    expect(line).to_contain_text("waiver granted")
    done(opened(cashier.page, "Make the payment under its waiver", line), "Pay", "under its waiver")
    expect(part(cashier.page, "Blocked and held").locator("tr", has_text="Desks in parts")).to_have_count(0)


def _match(cashier: Person, installation: Installation) -> None:
    """A statement is taken, and one click books what came in and settles its invoice."""
    sold = agreed(installation, "Desks sold", "sales", [])
    invoice: dict[str, Any] = {"number": "S-2026-77", "clause": "4", "phase": "acceptance", "net": money("700.00")}
    sums = {"tax": money("77.00"), "gross": money("777.00")}
    installation.by("salesperson").post("contract", f"/v1/contracts/{sold}/invoices", {**invoice, **sums})
    page = cashier.page
    cashier.goes("/payments/statements")
    page.get_by_label("Account").first.fill("icbc-77")
    day = f"{installation.story.today}"
    table = (
        f"date,amount,currency,reference,payer\n{day},777.00,CNY,S-2026-77,Suzhou Bridges\n{day},-3.21,CNY,fees,Bank\n"
    )
    file = {"name": "icbc.csv", "mimeType": "text/csv", "buffer": table.encode()}
    page.get_by_label("File").set_input_files(file)  # type: ignore[arg-type]  # a dict of the three
    page.get_by_role("button", name="Take it").click()
    expect(page.get_by_text("0 of 2 lines matched")).to_be_visible()
    line = page.locator("tbody tr", has_text="S-2026-77")
    expect(line).to_contain_text("Desks sold")
    line.get_by_role("button", name="Match line 1 with S-2026-77").click()
    expect(line.get_by_text("matched", exact=True)).to_be_visible()
    found = installation.by("salesperson").get("contract", "/v1/invoices", contract_id=sold)
    assert [one["settled"]["amount"] for one in found["items"]] == ["777.00"]
    cashier.goes("/payments/statements")
    page.get_by_label("Account").last.fill("icbc-77")
    page.get_by_role("button", name="Reconcile").click()
    expect(page.locator("#reconciled")).to_contain_text("not reconciled")
