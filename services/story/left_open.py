"""Chapter 9: what is left open for whoever signs in now: a decision, an overdue invoice, a framework drawn on."""

from typing import Any, Final

from services.story.context import Story
from services.story.errors import expect
from services.story.purchase import CNY, Sale, in_force, money, received, sold, submit

BEFORE: Final = "1. 乙方向甲方供应机柜十二套。\n2. 价款于交货后三十日内支付。\n3. 质保期一年。"
AFTER: Final = "1. 乙方向甲方供应机柜十套。\n2. 价款于验收后六十日内支付。\n3. 质保期三年。"
PRICES: Final = ("96000.00", "80000.00")
SERVED: Final = Sale("机房代维", "甲方为乙方代维机房一年。", "24322000000055443322", "40000.00", "2400.00", "42400.00")
IN_PART: Final = "12400.00"
CAP: Final = "500000.00"
RATE: Final = "7.10"
DRAWN: Final = (("CNY", "16", "9500.00"), ("USD", "8", "1200.00"))
"""Currency, quantity and price of what is ordered under the framework."""
COUNTED: Final = "220160.00"
"""152,000 CNY, and 9,600 USD at 7.10."""


async def left_open(story: Story) -> None:
    """Nothing of it is needed by another chapter: it is what the pages show at once."""
    story.chapter(9, "What waits for you")
    await _to_decide(story)
    await _overdue(story)
    await _drawn_on(story)


async def _to_decide(story: Story) -> None:
    buyer, manager = story.by("buyer"), story.by("manager")
    async with story.step(
        "A purchase of cabinets was sent back as too dear; the buyer changed it, and its second round waits for a "
        "decision, with the difference before whoever takes it.",
        approval_decided=1,
        contract_rejected=1,
        contract_revised=1,
        contract_submitted=2,
    ):
        drafted = (await buyer.post("contract", "/v1/contracts", _cabinets(story, BEFORE, PRICES[0]))).json
        first = await submit(story, "buyer", drafted)
        said = {"decision": "reject", "text_hash": first["text_hash"], "comment": "数量过多，质保期太短。"}
        await manager.post("contract", f"/v1/approvals/{first['approval_id']}/decisions", said)
        path = f"/v1/contracts/{drafted['contract_id']}"
        now = await buyer.get("contract", path)
        again = await buyer.put("contract", path, _cabinets(story, AFTER, PRICES[1]), if_match=now["version"])
        second = await submit(story, "buyer", again.json)
    waiting = await story.by("administrator").get("contract", "/v1/approvals", mine="true")
    found = [one["approval_id"] for one in waiting["items"]]
    expect(second["approval_id"] in found, f"The second round should wait for the administrator; waiting are {found}.")


def _cabinets(story: Story, text: str, price: str) -> dict[str, Any]:
    line = {"clause": "2", "phase": "delivery", "debtor": "us", "amount": money(price)}
    return {
        "type_id": story.made["type purchase"],
        "title": "机柜采购",
        "counterparty_id": story.made["supplier"],
        "text": text,
        "amount": money(price),
        "plan": [{**line, "after": {"event": "acceptance", "days": 60}}],
        "effective_on": f"{story.today}",
    }


async def _overdue(story: Story) -> None:
    async with story.step(
        f"Of another service, {SERVED.gross} {CNY} were invoiced two months ago, {IN_PART} came, and the rest is "
        "overdue.",
        contract_signed=1,
        invoice_issued=1,
        payment_received=1,
        payment_allocated=1,
    ):
        contract, invoice = await sold(story, SERVED)
        await received(story, contract, invoice, SERVED.number, IN_PART)


async def _drawn_on(story: Story) -> None:
    administrator, buyer = story.by("administrator"), story.by("buyer")
    framework = {
        "type_id": story.made["kind framework-purchase"],
        "title": "服务器年度框架",
        "counterparty_id": story.made["supplier"],
        "clauses": [
            {"clause": "1", "title": "价格", "text": "单价以本框架约定为准。"},
            {"clause": "2", "title": "交货", "text": "交货地点由各订单约定。"},
        ],
        "master": {"cap": money(CAP), "open_clauses": ["2"]},
        "effective_on": f"{story.days.signed}",
    }
    async with story.step(
        f"A framework of {CAP} {CNY} holds contracts in two currencies together: orders under both count against it.",
        contract_signed=3,
        order_placed=2,
    ):
        rate = {"currency": "USD", "against": CNY, "rate": RATE, "source": "中国人民银行"}
        await administrator.post("contract", "/v1/exchange-rates", {**rate, "effective_on": f"{story.days.registered}"})
        master = await in_force(story, "buyer", framework)
        for currency, quantity, price in DRAWN:
            under = {
                "type_id": story.made["type purchase"],
                "title": f"服务器采购（{currency}）",
                "counterparty_id": story.made["supplier"],
                "amount_kind": "unit_price",
                "currency": currency,
                "master_id": master,
                "effective_on": f"{story.days.signed}",
            }
            contract = await in_force(story, "buyer", under)
            line = {"description": "机架式服务器", "quantity": quantity, "unit_price": price}
            order = {"lines": [line], "effective_on": f"{story.days.ordered}"}
            await buyer.post("contract", f"/v1/contracts/{contract}/orders", order)
    drawn = await buyer.get("contract", f"/v1/contracts/{master}/master")
    expect(drawn["ordered"] == money(COUNTED), f"Orders under both should count {COUNTED}: {drawn['ordered']}.")
    story.figure(f"{COUNTED} of {CAP} {CNY} drawn, a US dollar counted at {RATE}")
