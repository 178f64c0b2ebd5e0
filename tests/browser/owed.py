"""What is owed late and what was done about it, a master contract with what is drawn on it, and a product."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from services.story.purchase import money, sign, submit

from .agreeing import agree
from .picture import picture

if TYPE_CHECKING:
    from .installation import Installation

REPLY = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SOLD, PHASE = "90000.00", {"clause": "3", "phase": "service"}


async def owed(installation: "Installation") -> dict[str, str]:
    """By the names that addresses use."""
    return {
        **await priced(installation),
        **await in_arrears(installation, "迟付的服务"),
        "interest_invoice": await billed_late(installation),
        "master": await drawn_on(installation),
    }


async def bound(installation: "Installation", who: str, body: dict[str, Any]) -> str:
    """A contract that was approved and signed by both sides."""
    story = installation.story
    drafted = (await story.by(who).post("contract", "/v1/contracts", body)).json
    submitted = await submit(story, who, drafted)
    await agree(story, submitted["approval_id"], submitted["text_hash"])
    await sign(story, who, submitted)
    return str(drafted["contract_id"])


async def billed_late(installation: "Installation") -> str:
    """What we paid late under a purchase, the interest that we owe for it, and the supplier's own invoice for that;
    besides, what is to be handed over under it.
    """
    story = installation.story
    due = f"{story.today - timedelta(days=60)}"
    body = {
        "type_id": story.made["type purchase"],
        "text": "乙方供应风机并培训甲方人员。",
        "title": "风机采购（迟付）",
        "counterparty_id": story.made["supplier"],
        "amount": money(SOLD),
        "plan": [{**PHASE, "debtor": "us", "amount": money(SOLD), "due_on": due}],
        "deliverables": [
            {"clause": "3", "description": "风机", "quantity": "12", "unit": "台", "due_on": due},
            {"clause": "4", "description": "操作培训", "due_on": f"{story.today + timedelta(days=10)}"},
        ],
        "effective_on": f"{story.days.signed}",
    }
    contract = await bound(installation, "buyer", body)
    administrator, path = story.by("administrator"), f"/v1/contracts/{contract}/late-interest"
    await administrator.post("contract", path, {"until": f"{story.today - timedelta(days=1)}"})
    sums = {"net": money("500.00"), "tax": money("0.00"), "gross": money("500.00")}
    asked = {"clause": PHASE["clause"], "number": "LX-2026-77", **sums}
    return str((await administrator.post("contract", f"{path}/invoices", asked))["invoice_id"])


async def sold_late(installation: "Installation", title: str, days: int) -> str:
    """A sale whose payment has been due for so many days."""
    story = installation.story
    due = f"{story.today - timedelta(days=days)}"
    body = {
        "type_id": story.made["type sales"],
        "text": "甲方为乙方提供设备维护服务。",
        "title": title,
        "counterparty_id": story.made["client"],
        "amount": money(SOLD),
        "plan": [{**PHASE, "debtor": "counterparty", "amount": money(SOLD), "due_on": due}],
        "effective_on": f"{story.days.signed}",
    }
    return await bound(installation, "salesperson", body)


async def invoiced(installation: "Installation", contract: str, number: str, days: int) -> str:
    """An invoice over all of it, due for so many days."""
    due, made = (f"{installation.story.today - timedelta(days=each)}" for each in (days, days + 10))
    sums = {"net": money("84905.66"), "tax": money("5094.34"), "gross": money(SOLD)}
    body = {**PHASE, **sums, "number": number, "due_on": due, "effective_on": made}
    booked = await installation.story.by("salesperson").post("contract", f"/v1/contracts/{contract}/invoices", body)
    return str(booked["invoice_id"])


async def in_arrears(installation: "Installation", title: str) -> dict[str, str]:
    """A late sale with one of everything that is done about it."""
    story = installation.story
    contract = await sold_late(installation, title, 50)
    invoice = await invoiced(installation, contract, "24322000000055667788", 50)
    seller, path = story.by("salesperson"), f"/v1/contracts/{contract}/arrears"
    ago = {days: f"{story.today - timedelta(days=days)}" for days in (45, 30, 20, 10)}
    await seller.post("contract", f"{path}/demands", {"channel": "letter", "effective_on": ago[45]})
    objection = {"invoice_id": invoice, "reason": "两台设备到货时已损坏", "effective_on": ago[30]}
    dispute = await seller.post("contract", f"{path}/disputes", objection)
    over = {"outcome": "rejected", "effective_on": ago[20]}
    await seller.post("contract", f"{path}/disputes/{dispute['made']}/resolution", over)
    soon = f"{story.today + timedelta(days=7)}"
    await seller.post("contract", f"{path}/promises", {"amount": money("50000.00"), "pay_by": soon})
    await seller.post("contract", f"{path}/interest-terms", {"rate": "0.0365", "from_on": ago[45]})
    charged = {"invoice_id": invoice, "number": "LX-2026-1", "until": ago[10]}
    await seller.post("contract", f"{path}/interest", charged)
    debits = f"/v1/contracts/{contract}/direct-debits"
    tried = {"invoice_id": invoice, "mandate": "SQ-2026-0071", "effective_on": ago[20]}
    debit = await story.by("administrator").post("contract", debits, tried)
    nothing = {"reason": "insufficient_funds", "bank_code": "AM04", "effective_on": ago[10]}
    await story.by("administrator").post("contract", f"{debits}/{debit['debit_id']}/failure", nothing)
    asked = await seller.post("contract", f"{path}/confirmations", {"as_of": ago[10]})
    kept = await seller.upload("contract", "/v1/files", REPLY, "application/octet-stream", name="reply.pdf")
    answer = {"balance": money("80000.00"), "file_id": kept["file_id"]}
    await seller.post("contract", f"{path}/confirmations/{asked['made']}/answer", answer)
    await seller.post("contract", f"{path}/confirmations", {"as_of": ago[20]})
    off = {"invoice_id": invoice, "amount": money("10000.00"), "reason": "客户破产重整，预计无法全额收回"}
    waiting = await seller.post("contract", f"{path}/write-offs", off)
    return {"sold": contract, "reply": kept["file_id"], "write_off": waiting["approval_id"]}


async def drawn_on(installation: "Installation") -> str:
    """A master contract in yuan; under it an order in dollars, at a fixed rate."""
    story = installation.story
    rate = {"currency": "USD", "against": "CNY", "rate": "7.0825", "source": "中国外汇交易中心"}
    for day in (story.days.signed, story.days.signed + timedelta(days=30)):
        await story.by("administrator").post("contract", "/v1/exchange-rates", {**rate, "effective_on": f"{day}"})
    both = {"counterparty_id": story.made["supplier"], "effective_on": f"{story.days.signed}"}
    cap = {"cap": money("1000000.00"), "quantities": [{"product_code": "BRG-6204", "quantity": "500"}]}
    clauses = [{"clause": "1", "title": "价格", "text": "价格按附件执行。"}]
    kind = story.made["kind framework-purchase"]
    body = {**both, "type_id": kind, "title": "轴承框架采购", "clauses": clauses, "master": cap}
    master = await bound(installation, "buyer", body)
    under = {**both, "type_id": story.made["type purchase"], "title": "轴承采购（美元）", "amount_kind": "unit_price"}
    contract = await bound(installation, "buyer", {**under, "currency": "USD", "master_id": master})
    line = {"description": "轴承 6204", "quantity": "300", "unit_price": "120.00", "product": "BRG-6204"}
    order = {"lines": [line], "effective_on": f"{story.today}"}
    await story.by("buyer").post("contract", f"/v1/contracts/{contract}/orders", order)
    await served(installation, master)
    return master


async def served(installation: "Installation", master: str) -> None:
    """Who looks after the account, two service levels, one of them with a month that was kept and one missed."""
    story = installation.story
    administrator, first = story.by("administrator"), f"{story.today - timedelta(days=150)}"
    path = f"/v1/contracts/{master}"
    for who, function, countries in (("buyer", "manager", ["CN"]), ("manager", "quality", [])):
        member = {"staff_id": story.staff[who], "region": "east-china", "function": function}
        await administrator.post(
            "contract", f"{path}/account-team", {**member, "countries": countries, "effective_on": first}
        )
    level = {"region": "east-china", "effective_on": first}
    on_time = {**level, "measure": "on-time", "sense": "at_least", "scale": "percent", "target": "95"}
    repair = {**level, "measure": "repair-time", "sense": "at_most", "scale": "hours", "target": "24"}
    for one in (on_time, repair):
        await administrator.post("contract", f"{path}/service-levels", one)
    end = story.today.replace(day=1) - timedelta(days=1)
    for day, value in ((end.replace(day=1) - timedelta(days=1), "96.4"), (end, "93.1")):
        result = {"region": "east-china", "measure": "on-time", "period": f"{day:%Y-%m}", "value": value, "cases": 212}
        await administrator.post("contract", f"{path}/service-results", result)


async def priced(installation: "Installation") -> dict[str, str]:
    """A product of the archive, pictured, with prices of three kinds, one of them said twice."""
    story = installation.story
    administrator = story.by("administrator")
    said = {"name": "深沟球轴承 6204", "unit": "pcs", "barcode": "6901234567892", "brand": "HRB", "maker": "哈尔滨轴承"}
    kept = await administrator.upload("contract", "/v1/files", picture(), "application/octet-stream", name="6204.png")
    image = str(kept.json["file_id"])
    body = {**said, "code": "BRG-6204", "specification": "20×47×14 mm", "suppliers": [story.made["supplier"]]}
    body["images"] = [image]
    product = str((await administrator.post("contract", "/v1/products", body))["product_id"])
    first, later = story.days.signed, story.days.accepted
    for kind, price, day in (("retail", "28.00", first), ("retail", "31.00", later), ("wholesale", "24.50", first)):
        cost = {"kind": kind, "currency": "CNY", "price": price, "effective_on": f"{day}"}
        await administrator.post("contract", f"/v1/products/{product}/prices", cost)
    own = {"kind": "customer", "customer_id": story.made["client"], "currency": "CNY", "price": "26.00"}
    await administrator.post("contract", f"/v1/products/{product}/prices", {**own, "effective_on": f"{later}"})
    return {"product_id": product, "product_image": image}
