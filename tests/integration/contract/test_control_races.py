"""Payment control among many who pay at once, on the real store."""

import asyncio
import random
from decimal import Decimal
from typing import Any

import httpx

from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import agreed, balances, billed, cny, line, problem

RACERS = 20


async def until_decided(client: httpx.AsyncClient, address: str, body: dict[str, Any]) -> httpx.Response:
    """Whoever met others too often asks again, as the answer says."""
    while True:
        answer = await client.post(address, json=body)
        if not (answer.status_code == 409 and problem(answer) == "concurrency"):
            return answer


async def test_twenty_payments_at_once_for_the_last_of_a_clause_never_pass_it_together(company: Company):
    address = await agreed(company, [line("5", "all", "100.00"), line("6", "all", "900.00")])
    body = {"clause": "5", "phase": "all", "amount": cny("30.00")}
    await ok(company.drafter.post(f"{address}/payments", json={**body, "amount": cny("10.00")}))
    answers = await asyncio.gather(
        *(until_decided(company.drafter, f"{address}/payments", body) for _ in range(RACERS))
    )
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [409] * (RACERS - 3)
    for answer in answers:
        if answer.status_code == 409:
            said = answer.json()
            assert (said["reason"], said["clause"], said["limit"]) == ("over_clause", "5", cny("100.00"))
            used = Decimal(said["used"]["amount"])
            assert used in (10, 40, 70, 100)
            assert used + 30 > 100
    assert await balances(company, address) == {"paid": "100.00"}
    shown = await ok(company.drafter.get("/v1/payments?limit=200"))
    states = [one["state"] for one in shown["items"]]
    assert (states.count("made"), states.count("blocked")) == (4, RACERS - 3)
    assert (await ok(company.drafter.get(f"{address}/agreement")))["agrees"]


async def test_whatever_is_booked_at_once_stays_within_its_limits_and_agrees(company: Company):
    plan = [line("5", "advance", "30.00", instrument="advance"), line("5", "final", "70.00", conditions=["invoice"])]
    address = await agreed(company, plan)
    clerk, chosen = company.drafter, random.Random(7)
    invoices = [await billed(company, address, gross, ("5", "final")) for gross in ("50.00", "40.00")]
    advance = await ok(
        clerk.post(f"{address}/payments", json={"clause": "5", "phase": "advance", "amount": cny("30.00")})
    )
    offsets = f"/v1/payments/{advance['payment_id']}/offsets"
    wishes: list[tuple[str, dict[str, Any]]] = []
    for number in range(8):
        invoice = chosen.choice(invoices)
        pay = {"clause": "5", "phase": "final", "amount": cny("15.00"), "invoice_id": invoice}
        wishes.append((f"{address}/payments", pay))
        wishes.append((offsets, {"allocations": [{"invoice_id": invoice, "amount": cny("7.00")}]}))
        note = {"number": f"C-{number}", "net": cny("2.00"), "tax": cny("0.00"), "gross": cny("2.00")}
        wishes.append((f"/v1/invoices/{invoice}/credits", note))
        wishes.append((f"/v1/payments/{advance['payment_id']}/refunds", {"amount": cny("3.00")}))
    chosen.shuffle(wishes)
    answers = await asyncio.gather(*(until_decided(clerk, place, body) for place, body in wishes))
    assert all(answer.status_code in (201, 409) for answer in answers)
    sums = {kind: Decimal(amount) for kind, amount in (await balances(company, address)).items()}
    assert sums["paid"] - sums.get("refunded", 0) <= 100
    assert sums.get("offset", 0) + sums.get("refunded", 0) <= 30
    for invoice in invoices:
        shown = await ok(clerk.get(f"/v1/invoices/{invoice}"))
        settled, gross = Decimal(shown["settled"]["amount"]), Decimal(shown["gross"]["amount"])
        assert settled <= gross
    assert (await ok(clerk.get(f"{address}/agreement")))["agrees"]
