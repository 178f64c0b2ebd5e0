"""What no caller meant: bodies, paths and queries made from the published document, right ones and wrong ones."""

import asyncio

from shared.testing.hostile import attack, behind_a_socket
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.test_clauses import clause, in_use
from tests.integration.contract.test_purchase_story import draft, submit
from tests.integration.contract.test_sales_story import cny, invoice, sold
from tests.integration.security import streams


async def test_no_input_brings_a_fault_or_an_undocumented_answer(company: Company):
    serving = company.serving
    await serving.grant("anna", ["contract.*"], company.headquarters)
    known = {**streams.things_of(serving.app.openapi()), **await something_of_each(company)}
    await streams.record_streams(serving, company.city, company.headquarters)
    token = {"Authorization": f"Bearer {serving.issuer.token('anna', 'contract', lifetime=3000)}"}
    async with behind_a_socket(serving.app) as address:
        faults = await asyncio.to_thread(attack, serving.app.openapi(), address, token, known)
    assert faults == []


async def something_of_each(company: Company) -> dict[str, str]:
    drafted = await draft(company)
    submitted = await submit(company, drafted)
    address = await sold(company)
    clerk = company.drafter
    billed = await ok(clerk.post(f"{address}/invoices", json=invoice("F-1", "60.00")))
    receipt = await ok(clerk.post(f"{address}/receipts", json={"amount": cny("100.00")}))
    line = {"description": "Fan", "quantity": "1", "unit_price": "30.00"}
    order = await ok(clerk.post(f"{address}/orders", json={"lines": [line]}))
    arrived = {"lines": [{"line": 1, "quantity": "1"}]}
    delivery = await ok(clerk.post(f"/v1/orders/{order['order_id']}/deliveries", json=arrived))
    types = await ok(clerk.get("/v1/types"))
    templates = await ok(clerk.get("/v1/templates"))
    standard = await in_use(company, clause())
    file = await ok(clerk.post("/v1/files", content=b"%PDF-1.7"))
    remark = await ok(clerk.post(f"{address}/comments", json={"words": "Why?"}))
    changed = await ok(clerk.post(f"{address}/amendments", json={"title": "More fans"}))
    lent = await ok(clerk.post(f"{address}/lendings", json={"due_on": "2099-01-01"}))
    held = await ok(clerk.post(f"{address}/holds", json={"reason": "Lawsuit"}))
    return {
        "amendment_id": changed["amendment_id"],
        "copies_id": lent["copies_id"],
        "hold_id": held["hold_id"],
        "contract_id": address.rpartition("/")[2],
        "clause_id": standard["clause_id"],
        "file_id": file["file_id"],
        "comment_id": remark["comment_id"],
        "number": "1",
        "approval_id": submitted["approval_id"],
        "type_id": types["items"][0]["type_id"],
        "template_id": templates["items"][0]["template_id"],
        "invoice_id": billed["invoice_id"],
        "payment_id": receipt["payment_id"],
        "order_id": order["order_id"],
        "delivery_id": delivery["delivery_id"],
    }
