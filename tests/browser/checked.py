"""A sale whose goods are measured, with a part, an objection and a plan; and a customer who may owe only so much."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from services.story.purchase import money
from services.story.waiting import until

from .owed import bound
from .picture import picture

if TYPE_CHECKING:
    from .installation import Installation

CARBON = {"name": "C", "kind": "chemistry", "unit": "%", "least": "0.17", "most": "0.23"}
YIELD = {"name": "ReH", "kind": "mechanics", "unit": "MPa", "least": "235"}
SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PLACE = {"clause": "3", "phase": "all"}
SOON = {"after": {"event": "delivery", "days": 30}}
PLAN = {
    "code": "QP-Q235",
    "grade": "Q235B",
    "specification": "20×1500×6000",
    "parameters": [CARBON, YIELD, {"name": "厚度", "kind": "dimension", "unit": "mm", "least": "19.7", "most": "20.5"}],
    "control_points": [{"name": "精轧出口", "method": "测温仪", "frequency": "每卷"}],
}
GOOD = [{"name": "C", "value": "0.20"}, {"name": "ReH", "value": "248"}, {"name": "厚度", "value": "20.1"}]


async def checked(installation: "Installation") -> dict[str, str]:
    """By the names that addresses use."""
    story = installation.story
    seller, administrator = story.by("salesperson"), story.by("administrator")
    plan = await administrator.post("contract", "/v1/quality-plans", PLAN)
    contract = await sold(installation, "钢板供货", story.made["client"])
    order = await ordered(installation, contract, "热轧钢板 Q235B", "120", "450.00")
    quality = f"/v1/orders/{order}/quality"
    photo = (await seller.upload("contract", "/v1/files", picture(), "application/octet-stream", name="edge.png")).json
    asked = {"line": 1, "plan_id": plan["plan_id"], "use": "桥梁腹板", "files": [photo["file_id"]]}
    asked |= {"parameters": [{**CARBON, "most": "0.20"}], "remarks": "表面不得有裂纹、结疤。"}
    await seller.post("contract", f"{quality}/requirements", asked)
    raised = {"counterparty_id": story.made["client"], "order_id": order, "grade": "Q235B", "defect": "edge-crack"}
    objection = await seller.post("contract", "/v1/objections", {**raised, "words": "上批钢板边部开裂"})
    upheld = {"outcome": "upheld", "prevention": "精轧后缓冷四小时"}
    await seller.post("contract", f"/v1/objections/{objection['objection_id']}/answer", upheld)
    scale = {**raised, "defect": "scale", "words": "氧化皮压入，表面麻点"}
    second = await seller.post("contract", "/v1/objections", scale)
    batch = {"line": 1, "quantity": "40", "actual": GOOD}
    await seller.post("contract", f"{quality}/batches", {**batch, "batch": "H2026-01"})
    too_much = [{"name": "C", "value": "0.22"}, *GOOD[1:]]
    await seller.post("contract", f"{quality}/batches", {**batch, "batch": "H2026-02", "actual": too_much})
    cracked = {**batch, "batch": "H2026-03", "defects": ["edge-crack"], "actual": GOOD[:2]}
    await seller.post("contract", f"{quality}/batches", cracked)
    made = {
        "model": "QLY-30",
        "part": "30.04.112",
        "name": "腹板加强肋",
        "blank": "钢板 20 mm",
        "photo": photo["file_id"],
    }
    made |= {"drawings": [photo["file_id"]], "weight": "38.5", "blank_weight": "44.0", "quota": "46.2"}
    part = await seller.post("contract", f"/v1/contracts/{contract}/parts", made)
    return {
        **await original(installation, contract),
        "order_id": order,
        "batch": "H2026-02",
        "quality_file": photo["file_id"],
        "plan_id": plan["plan_id"],
        "objection_id": second["objection_id"],
        "part_id": part["part_id"],
        "steel": contract,
    }


async def original(installation: "Installation", contract: str) -> dict[str, str]:
    """An invoice of a sale with its original, on its way to another system, and a bill that the customer pays with."""
    story = installation.story
    seller, administrator, today = story.by("salesperson"), story.by("administrator"), story.today
    sums = {"net": money("10000.00"), "tax": money("1300.00"), "gross": money("11300.00")}
    number = f"{today:%y}322000000012345601"
    invoice = {**PLACE, **sums, "number": number, "effective_on": f"{today}"}
    booked = await seller.post("contract", f"/v1/contracts/{contract}/invoices", invoice)
    kept = await seller.upload("contract", "/v1/files", SCAN, "application/octet-stream", name="original.pdf")
    said = {"number": number, "file_id": kept["file_id"], "tax": sums["tax"], "gross": sums["gross"]}
    path = f"/v1/invoices/{booked['invoice_id']}/einvoices"
    einvoice = await seller.post("contract", path, {**said, "issued_on": f"{today}"})
    handed = {"port": "invoices", "documents": [booked["invoice_id"]]}
    left = await administrator.post("contract", "/v1/port-messages", handed)
    bill = {"number": "130131000000120261001", "acceptor": "bank", "acceptor_name": "中国工商银行南京分行"}
    days = {"issued_on": f"{today - timedelta(days=30)}", "matures_on": f"{today + timedelta(days=60)}"}
    body = {**bill, **days, "amount": money("30000.00")}
    taken = await administrator.post("contract", f"/v1/contracts/{contract}/bills", body)
    return {
        "invoice_id": booked["invoice_id"],
        "einvoice_id": einvoice["einvoice_id"],
        "message_id": left["items"][0]["message_id"],
        "bill_id": taken["bill_id"],
    }


async def sold(installation: "Installation", title: str, customer: str, amount: str = "90000.00") -> str:
    """A sale of the salesperson's that both sides signed."""
    story = installation.story
    body = {
        "type_id": story.made["type sales"],
        "text": "甲方按订单向乙方供应钢板。",
        "title": title,
        "counterparty_id": customer,
        "amount": money(amount),
        "plan": [{**PLACE, **SOON, "debtor": "counterparty", "amount": money(amount)}],
        "effective_on": f"{story.days.signed}",
    }
    return await bound(installation, "salesperson", body)


async def ordered(installation: "Installation", contract: str, what: str, quantity: str, price: str) -> str:
    line = {"description": what, "quantity": quantity, "unit_price": price, "tax_rate": "0.13"}
    body = {"lines": [line], "effective_on": f"{installation.story.today}"}
    placed = await installation.story.by("salesperson").post("contract", f"/v1/contracts/{contract}/orders", body)
    return str(placed["order_id"])


async def limited(installation: "Installation", name: str, limit: str) -> str:
    """A customer who may owe so much, as the contract service knows."""
    story = installation.story
    body = {"kind": "organisation", "name": name, "roles": ["customer"], "owner_id": story.staff["salesperson"]}
    body |= {"effective_on": f"{story.days.registered}"}
    customer = str((await story.by("salesperson").post("customer", "/v1/customers", body))["customer_id"])
    said = {"limit": money(limit), "term_days": 60, "effective_on": f"{story.days.registered}"}
    administrator = story.by("administrator")
    await administrator.post("customer", f"/v1/customers/{customer}/credits", said)

    async def known() -> Any:
        path = f"/v1/customers/{customer}/exposure"
        if not await administrator.admitted("contract", path):
            return None
        found = (await administrator.get("contract", path)).json
        return found if found["limit"] else None

    await until(known, 45, "the contract service knows nothing of the customer's limit")
    return customer
