"""What customers' banks are asked to pay: tried, collected or not, by customer and month."""

import asyncio
from typing import Any

from shared.eventstore.rebuild import rebuild
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import agreed, balances, billed, cny, line, problem


async def test_a_direct_debit_is_tried_fails_is_tried_again_and_its_money_covers_the_invoice(company: Company):
    clerk, customer = company.drafter, new_id()
    address = await agreed(company, [line("3", "all", "500.00", "counterparty")], "sales", customer)
    invoice = await billed(company, address, "300.00", ("3", "all"))
    at = f"{address}/direct-debits"
    asked: dict[str, Any] = {"invoice_id": invoice, "mandate": "M-1", "effective_on": "2026-03-02"}
    # Of two at once one is told that the bank is asked for all of it already.
    both = await asyncio.gather(*(clerk.post(at, json=asked) for _ in range(2)))
    first = next(one.json() for one in both if one.status_code == 201)
    refused = next(one for one in both if one.status_code != 201)
    assert (problem(refused), refused.json()["limit"], refused.json()["used"]) == (
        "beyond-invoice", cny("300.00"), cny("300.00"),
    )  # fmt: skip
    why = {"reason": "insufficient_funds", "bank_code": "AM04", "effective_on": "2026-03-04"}
    await ok(clerk.post(f"{at}/{first['debit_id']}/failure", json=why))
    again = await ok(clerk.post(at, json={**asked, "amount": cny("200.00"), "effective_on": "2026-04-02"}))
    got = await ok(clerk.post(f"{at}/{again['debit_id']}/success", json={"effective_on": "2026-04-05"}))
    assert problem(await clerk.post(f"{at}/{again['debit_id']}/failure", json=why)) == "not-possible-now"
    booked = {"invoiced": "300.00", "received": "200.00", "allocated": "200.00"}
    assert await balances(company, address) == booked
    receipt = await ok(clerk.get(f"/v1/payments/{got['payment_id']}"))
    assert (receipt["way"], receipt["effective_on"], receipt["amount"]) == ("in", "2026-04-05", cny("200.00"))

    listed = (await ok(clerk.get("/v1/direct-debits", params={"counterparty_id": customer})))["items"]
    assert [(one["state"], one["attempt"], one["reason"], one["amount"]) for one in listed] == [
        ("succeeded", 2, None, cny("200.00")), ("failed", 1, "insufficient_funds", cny("300.00")),
    ]  # fmt: skip
    sums = (await ok(clerk.get("/v1/direct-debit-figures", params={"counterparty_id": customer})))["items"]
    names = ("month", "tried", "succeeded", "failed", "collected", "not_collected")
    assert [tuple(one[name] for name in names) for one in sums] == [
        ("2026-04", 1, 1, 0, cny("200.00"), cny("0.00")), ("2026-03", 1, 0, 1, cny("0.00"), cny("300.00")),
    ]  # fmt: skip
    march = (await ok(clerk.get("/v1/direct-debits", params={"month": "2026-03"})))["items"]
    assert [one["debit_id"] for one in march] == [first["debit_id"]]

    bought = await agreed(company, [line("5", "all", "1.00")])
    assert problem(await clerk.post(f"{bought}/direct-debits", json=asked)) == "wrong-direction"
    assert problem(await clerk.post(at, json={**asked, "invoice_id": new_id()})) == "no-invoice-of-ours"
    stranger = await company.serving.caller(new_id(), ["contract.payment.read"], await company.serving.unit(new_id()))
    assert (await ok(stranger.get("/v1/direct-debit-figures")))["items"] == []
    assert (await ok(company.admin.get(f"{address}/agreement")))["agrees"]
    assert [check for check in await rebuild(company.serving.running.store) if not check.same] == []
