"""Chapter 3: a purchase from draft to payment, where a payment over its clause is refused; and a sale that is paid."""

from dataclasses import dataclass
from typing import Any, Final

from services.story.context import Story
from services.story.errors import expect
from services.story.library import KINDS, STANDARDS, approve_words, fill_library, lay_down_types

CNY: Final = "CNY"
TOTAL: Final = "113000.00"
NET: Final = "100000.00"
"""Without the 13 % tax, which is recovered."""
ADVANCE: Final = "33900.00"
ON_ACCEPTANCE: Final = "73450.00"
RETENTION: Final = "5650.00"
TOO_MUCH: Final = "80000.00"
SOLD: Final = "56500.00"


def money(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": CNY}


# Two steps in two units: the city's manager first, then the lawyers of headquarters.
ROUTE: Final = [
    {"step": "business", "stage": 1, "review": "business", "unit": "own"},
    {"step": "legal", "stage": 2, "review": "legal", "unit": "headquarters"},
]
CLAUSES: Final = [
    {"clause": "1", "title": "标的", "risk": "low", "text": "乙方向甲方供应{{ goods }}。"},
    {"clause": "4.1", "title": "预付款", "risk": "medium", "text": "签署后支付合同价款的百分之三十。"},
    {"clause": "4.2", "title": "验收款", "risk": "medium", "text": "验收合格并收到发票后支付百分之六十五。"},
    {"clause": "4.3", "title": "质保金", "risk": "low", "text": "验收满一年后支付百分之五。"},
]


async def purchase(story: Story) -> None:
    """Draft, two approvals in two units, signatures, order to invoice, the refused and the right payment."""
    story.chapter(3, "A purchase contract, and a sale")
    await _prepare(story)
    await _draft(story)
    await _review(story)
    await _sign(story, "purchase")
    await _perform(story)
    await _pay(story)
    await _sell(story)


async def _prepare(story: Story) -> None:
    legal = story.by("legal")
    async with story.step(
        f"The lawyers lay down a tree of {len(KINDS) + 2} types, all reviewed by the unit and by headquarters.",
        type_defined=len(KINDS) + 2,
    ):
        await lay_down_types(story, ROUTE)
        for direction, code, name, prefix, above in (
            ("purchase", "server-purchase", "设备采购合同", "CG", "purchase"),
            ("sales", "service-sales", "技术服务合同", "XS", "sales"),
        ):
            parent = story.made[f"kind {above}"]
            body = {"code": code, "name": name, "direction": direction, "number_prefix": prefix, "route": ROUTE}
            made = await legal.post("contract", "/v1/types", {**body, "parent_id": parent})
            story.made[f"type {direction}"] = made["type_id"]
    async with story.step(
        f"They write {len(STANDARDS)} standard clauses and a template of clauses; somebody else approves each.",
        clause_approved=len(STANDARDS),
        template_published=1,
    ):
        await fill_library(story)
        standard = [
            {"clause": number, "clause_id": story.made[f"clause {code}"]}
            for number, code in (("7", "LIAB"), ("9", "LAW"))
        ]
        template = {
            "type_id": story.made["type purchase"],
            "name": "设备采购合同标准文本",
            "clauses": [*CLAUSES, *standard],
            "variables": [
                {"name": "goods", "kind": "text"},
                {"name": "damages", "kind": "number", "least": "5", "most": "30", "default": "20"},
            ],
        }
        drafted = (await legal.post("contract", "/v1/templates", template)).json
        story.made["template"] = drafted["template_id"]
        await approve_words(story, f"/v1/templates/{drafted['template_id']}", drafted)


async def _draft(story: Story) -> None:
    buyer = story.by("buyer")
    after = {"event": "acceptance"}
    body = {
        "type_id": story.made["type purchase"],
        "template_id": story.made["template"],
        "variables": {"goods": "机架式服务器十台"},
        "title": "服务器采购",
        "counterparty_id": story.made["supplier"],
        "lines": [
            {"description": "机架式服务器", "quantity": "10", "unit_price": "10000.00", "tax_rate": "0.13"},
        ],
        "plan": [
            _planned("4.1", "advance", ADVANCE, {"event": "signing", "days": 150}, []),
            _planned("4.2", "acceptance", ON_ACCEPTANCE, {**after, "days": 90}, ["acceptance", "invoice"]),
            _planned("4.3", "retention", RETENTION, {**after, "days": 365}, ["acceptance"]),
        ],
        "effective_on": f"{story.days.signed}",
    }
    async with story.step(
        f"The buyer in Nanjing drafts a purchase of ten servers for {TOTAL} {CNY} from the template: "
        "30 % in advance, 65 % on acceptance, 5 % a year later.",
        contract_drafted=1,
    ):
        drafted = await buyer.post("contract", "/v1/contracts", body)
        contract = await buyer.get("contract", f"/v1/contracts/{drafted['contract_id']}")
        expect(contract["amount"]["amount"] == TOTAL, f"The contract should come to {TOTAL}: {contract['amount']}.")
        story.made["purchase"] = drafted["contract_id"]
        story.made["purchase drafted"] = drafted.json


def _planned(clause: str, phase: str, amount: str, after: dict[str, Any], conditions: list[str]) -> dict[str, Any]:
    return {
        "clause": clause,
        "phase": phase,
        "debtor": "us",
        "amount": money(amount),
        "after": after,
        "conditions": conditions,
    }


async def _review(story: Story) -> None:
    async with story.step(
        "It takes its number, its text is frozen by a hash, and two approvers in two units agree: "
        "the manager in Nanjing, then a lawyer at headquarters.",
        contract_submitted=1,
        approval_step_started=2,
        approval_decided=2,
        contract_approved=1,
    ):
        submitted = await submit(story, "buyer", story.made["purchase drafted"])
        await approve(story, submitted["approval_id"], submitted["text_hash"])
        story.made["purchase submitted"] = submitted
    story.figure(f"number {submitted['number']}, text {submitted['text_hash'][:16]}…")


async def submit(story: Story, drafter: str, drafted: dict[str, Any]) -> dict[str, Any]:
    """Sends a draft into review; gives where it stands."""
    path = f"/v1/contracts/{drafted['contract_id']}/submission"
    answer = await story.by(drafter).post("contract", path, if_match=drafted["version"])
    found: dict[str, Any] = answer.json
    return found


async def approve(story: Story, approval_id: str, text_hash: str) -> None:
    """Each approver finds the round among those that wait for them, and agrees to the text they read."""
    for approver in ("manager", "legal"):
        caller = story.by(approver)
        waiting = await caller.get("contract", "/v1/approvals", mine="true")
        found = [one["approval_id"] for one in waiting["items"]]
        expect(approval_id in found, f"The approval should wait for the {approver}; waiting are {found}.")
        decision = {"decision": "approve", "text_hash": text_hash}
        await caller.post("contract", f"/v1/approvals/{approval_id}/decisions", decision)


async def _sign(story: Story, which: str) -> None:
    async with story.step(
        "Both sides sign the frozen text, and the contract takes effect: its obligations are planned.",
        contract_signed=1,
        contract_effective=1,
        obligation_planned=3,
        ledger_opened=1,
    ):
        await sign(story, "buyer", story.made[f"{which} submitted"])
    signed = await story.wire.event("contract.signed.v1", contract_id=story.made[which])
    expect(signed["amount"]["amount"] == TOTAL, f"contract.signed should carry {TOTAL}: {signed['amount']}.")


async def sign(story: Story, signatory: str, submitted: dict[str, Any]) -> None:
    """First us, then the other party."""
    for side in ("us", "counterparty"):
        body = {"side": side, "text_hash": submitted["text_hash"], "signed_on": f"{story.days.signed}", "level": "ink"}
        path = f"/v1/contracts/{submitted['contract_id']}/signatures"
        await story.by(signatory).post("contract", path, body)


async def in_force(story: Story, drafter: str, body: dict[str, Any]) -> str:
    """Drafts a contract, has it approved and signed; gives its id."""
    drafted = (await story.by(drafter).post("contract", "/v1/contracts", body)).json
    submitted = await submit(story, drafter, drafted)
    await approve(story, submitted["approval_id"], submitted["text_hash"])
    await sign(story, drafter, submitted)
    return str(drafted["contract_id"])


async def _perform(story: Story) -> None:
    buyer, contract = story.by("buyer"), story.made["purchase"]
    days = story.days
    async with story.step(
        "Ten servers are ordered, delivered, accepted and invoiced; accepting them dates what is owed after it.",
        order_placed=1,
        order_delivered=1,
        order_accepted=1,
        invoice_received=1,
    ):
        ordered = {
            "lines": [{"description": "机架式服务器", "quantity": "10", "unit_price": "11300.00"}],
            "effective_on": f"{days.ordered}",
        }
        order = await buyer.post("contract", f"/v1/contracts/{contract}/orders", ordered)
        arrived = {"lines": [{"line": 1, "quantity": "10"}], "effective_on": f"{days.delivered}"}
        delivery = await buyer.post("contract", f"/v1/orders/{order['order_id']}/deliveries", arrived)
        accepted = {"clause": "4.2", "phase": "acceptance", "effective_on": f"{days.accepted}"}
        path = f"/v1/deliveries/{delivery['delivery_id']}/acceptance"
        story.made["acceptance"] = (await buyer.post("contract", path, accepted)).position
        invoice = {
            "number": "24322000000011223344",
            "order_id": order["order_id"],
            "clause": "4.2",
            "phase": "acceptance",
            "net": money("65000.00"),
            "tax": money("8450.00"),
            "gross": money(ON_ACCEPTANCE),
            "effective_on": f"{days.invoiced}",
        }
        booked = await buyer.post("contract", f"/v1/contracts/{contract}/invoices", invoice)
        story.made["order"], story.made["purchase invoice"] = order["order_id"], booked["invoice_id"]


async def _pay(story: Story) -> None:
    cashier, contract = story.by("cashier"), story.made["purchase"]
    path = f"/v1/contracts/{contract}/payments"
    place = {"clause": "4.2", "phase": "acceptance", "invoice_id": story.made["purchase invoice"]}
    async with story.step(
        f"The cashier asks for {TOO_MUCH} {CNY} under clause 4.2, which allows {ON_ACCEPTANCE}: refused, and the "
        "refusal is a fact.",
        payment_requested=1,
        payment_blocked=1,
    ):
        refused = await cashier.post("contract", path, {**place, "amount": money(TOO_MUCH)}, status=(409, 422))
        problem = refused.json
        expect(problem["clause"] == "4.2", f"The refusal should name clause 4.2: {problem}.")
        expect(problem["limit"]["amount"] == ON_ACCEPTANCE, f"The refusal should name {ON_ACCEPTANCE}: {problem}.")
    story.figure(f"{refused.status}: {problem['detail']}")
    async with story.step(
        f"{ON_ACCEPTANCE} {CNY} fit clause, order, acceptance and invoice, and are paid.",
        payment_made=1,
        obligation_met=1,
    ):
        await cashier.post("contract", path, {**place, "amount": money(ON_ACCEPTANCE)})
    paid = await story.wire.event("payment.made.v1", contract_id=contract)
    expect(paid["clause"] == "4.2" and paid["amount"] == money(ON_ACCEPTANCE), f"Paid should be 4.2's sum: {paid}.")


@dataclass(frozen=True, slots=True)
class Sale:
    """A service sold to the client, invoiced as a whole: what it is, and what net and tax come to."""

    title: str
    text: str
    number: str
    net: str
    tax: str
    gross: str


SERVICE: Final = Sale("技术服务", "甲方为乙方提供一年技术服务。", "24322000000099887766", "53301.89", "3198.11", SOLD)


async def _sell(story: Story) -> None:
    async with story.step(
        f"A service is sold for {SOLD} {CNY}: drafted, approved, signed and invoiced.",
        contract_signed=1,
        invoice_issued=1,
    ):
        story.made["sale"], invoice = await sold(story, SERVICE)
    async with story.step(
        "The customer pays, and the receipt is allocated to the invoice.", payment_received=1, payment_allocated=1
    ):
        story.made["sale position"] = await received(story, story.made["sale"], invoice, SERVICE.number, SOLD)
    settled = await story.by("cashier").get("contract", f"/v1/invoices/{invoice}")
    expect(settled["settled"]["amount"] == SOLD, f"The invoice should be settled with {SOLD}: {settled['settled']}.")


async def sold(story: Story, sale: Sale) -> tuple[str, str]:
    """The contract, in force, and its invoice of two months ago, due thirty days later; gives their ids."""
    plan = {"clause": "3", "phase": "service", "debtor": "counterparty", "amount": money(sale.gross)}
    body = {
        "type_id": story.made["type sales"],
        "text": sale.text,
        "title": sale.title,
        "counterparty_id": story.made["client"],
        "amount": money(sale.gross),
        "plan": [{**plan, "after": {"event": "invoice", "days": 30}}],
        "effective_on": f"{story.days.signed}",
    }
    contract = await in_force(story, "salesperson", body)
    invoice = {
        "number": sale.number,
        "clause": "3",
        "phase": "service",
        "net": money(sale.net),
        "tax": money(sale.tax),
        "gross": money(sale.gross),
        "effective_on": f"{story.days.invoiced}",
    }
    issued = await story.by("salesperson").post("contract", f"/v1/contracts/{contract}/invoices", invoice)
    return contract, str(issued["invoice_id"])


async def received(story: Story, contract: str, invoice: str, reference: str, amount: str) -> str:
    """Money that comes today for an invoice, allocated to it; gives the position."""
    cashier = story.by("cashier")
    came = {"amount": money(amount), "reference": reference, "effective_on": f"{story.today}"}
    receipt = await cashier.post("contract", f"/v1/contracts/{contract}/receipts", came)
    part = {"allocations": [{"invoice_id": invoice, "amount": money(amount)}]}
    return (await cashier.post("contract", f"/v1/receipts/{receipt['payment_id']}/allocations", part)).position
