"""Scoring's balances are those of the contract service, to the cent, whatever later documents changed."""

import asyncio
from decimal import Decimal
from typing import Any

import httpx

from services.contract.app import SERVICE as CONTRACT
from services.scoring.app import SERVICE as SCORING
from shared.messaging.producer import EventProducer
from shared.testing.serving import Serve
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, company_of, ok
from tests.integration.contract.money import agreed, billed, cny, line
from tests.unit.services.scoring.folding.made import registered, told

ALL = ("3", "all")


async def said(call: Any) -> dict[str, Any]:
    """What a call that succeeds answers, and the position of what it recorded."""
    response: httpx.Response = await call
    assert response.status_code < 300, response.text
    return {**response.json(), "position": response.headers["Pactline-Position"]}


async def story(company: Company) -> tuple[str, str]:
    """A sale with a credit note, money given back, retention money, charges: its address and where it stands."""
    plan = [
        line("3", "all", "100.00", "counterparty"),
        line("4", "warranty", "3.00", "counterparty", instrument="retention"),
    ]
    address = await agreed(company, plan, "sales", code="construction")
    clerk = company.drafter
    first, second = [await billed(company, address, gross, ALL) for gross in ("60.00", "40.00")]
    receipt = await ok(clerk.post(f"{address}/receipts", json={"amount": cny("75.00"), "charges": cny("0.31")}))
    allocations = [{"invoice_id": first, "amount": cny("60.00")}, {"invoice_id": second, "amount": cny("10.50")}]
    given = {"allocations": allocations}
    await ok(clerk.post(f"/v1/receipts/{receipt['payment_id']}/allocations", json=given))
    note = {"number": "C-1", "net": cny("6.42"), "tax": cny("0.00"), "gross": cny("6.42")}
    await ok(clerk.post(f"/v1/invoices/{first}/credits", json=note))
    refunds = f"/v1/payments/{receipt['payment_id']}/refunds"
    await ok(clerk.post(refunds, json={"amount": cny("6.42"), "invoice_id": first}))
    await ok(clerk.post(refunds, json={"amount": cny("1.07")}))
    kept = {"amount": cny("3.00"), "clause": "4", "phase": "warranty"}
    await ok(clerk.post(f"/v1/invoices/{second}/retentions", json=kept))
    last = await said(clerk.post(f"/v1/invoices/{second}/releases", json={"amount": cny("1.20")}))
    return address, last["position"]


async def test_balances_and_the_360_agree_with_the_contract_after_a_credit_note_and_refunds(serve: Serve):
    company = await company_of(await serve(CONTRACT))
    scoring = await serve(SCORING)
    await scoring.unit(company.headquarters, kind="headquarters")
    await scoring.unit(company.city, company.headquarters)
    reader = await scoring.caller(new_id(), ["scoring.*.read"], company.headquarters)
    address, position = await story(company)
    contract = await ok(company.drafter.get(address))
    customer = contract["counterparty_id"]
    producer = EventProducer(scoring.running.settings, "customer")
    await producer.publish(told([registered(customer)], key=customer, unit=company.city))
    await producer.stop()

    arrived = f"{position},customer-{customer}@1"
    async with asyncio.timeout(30):
        while True:
            answer = await reader.get(f"/v1/customers/{customer}/360", params={"at_least": arrived})
            if answer.status_code == 200:
                break
            await asyncio.sleep(0.1)
    view = answer.json()
    agreement = await ok(company.drafter.get(f"{address}/agreement"))
    balances = {one["kind"]: Decimal(one["events"]["amount"]) for one in agreement["kinds"]}
    assert set(balances) == {
        "invoiced", "received", "allocated", "credited", "refunded", "retained", "released", "charged",
    }  # fmt: skip
    (progress,) = view["contracts"]
    assert {kind: Decimal(amount) for kind, amount in progress["progress"].items()} == balances
    behaviour = view["payment_behaviour"]
    assert (behaviour["received"], behaviour["refunded"]) == ({"CNY": "75.00"}, {"CNY": "7.49"})

    invoices = (await ok(company.drafter.get("/v1/invoices")))["items"]
    parts = ("gross", "credited", "retained", "settled")
    found = [[Decimal(one[part]["amount"]) for part in parts] for one in invoices]
    still = sum(gross - credited - retained - settled for gross, credited, retained, settled in found)
    assert [Decimal(one["outstanding"]) for one in view["arrears"]] == [still] == [Decimal("27.70")]
    figures = (await reader.get(f"/v1/units/{company.headquarters}/figures")).json()
    assert [Decimal(one["outstanding"]) for one in figures["arrears"]] == [still]
