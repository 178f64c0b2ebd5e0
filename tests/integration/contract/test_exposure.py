"""What a group of customers owes, order by order: held beyond its limit, released by others, never passed by races."""

import asyncio
import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from services.contract.consumers import CreditSeen, GroupSeen, PlanSeen, know_credit, know_group, know_plan
from shared.eventstore.rebuild import rebuild
from shared.values.ids import new_id
from shared.values.money import Money
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import cny, problem
from tests.integration.contract.test_control_races import until_decided
from tests.integration.contract.test_customers import received
from tests.integration.contract.test_masters import bound

RACERS = 20
SINCE = date(2020, 1, 1)


async def credit(company: Company, customer: str, limit: str | None, term: int | None = None, **more: Any) -> None:
    amount = None if limit is None else Money.of(limit, "CNY")
    said = {"customer_id": customer, "limit": amount, "term_days": term, "effective_on": SINCE, "until": None}
    async with company.serving.running.store.begin() as work:
        await know_credit(work, received(company, CreditSeen(**{**said, **more})))


async def grouped(company: Company, customer: str, head: str) -> None:
    async with company.serving.running.store.begin() as work:
        await know_group(work, received(company, GroupSeen(customer_id=customer, after=head)))


async def contract_with(company: Company, customer: str, currency: str = "CNY") -> str:
    kind = await company.kind("sales", amount_kind="unit_price")
    plan = [{"clause": "5", "phase": "all", "debtor": "counterparty", "due_on": "2026-12-31"}]
    body = {
        "type_id": kind,
        "title": "Fans",
        "text": "Fans.",
        "counterparty_id": customer,
        "currency": currency,
        "plan": [{**plan[0], "amount": {"amount": "100000.00", "currency": currency}}],
    }
    return await bound(company, await ok(company.drafter.post("/v1/contracts", json=body)))


def order(amount: str, **line: Any) -> dict[str, Any]:
    return {"lines": [{"description": "Fan", "quantity": "1", "unit_price": amount, **line}]}


async def parts(company: Company, customer: str) -> dict[str, str]:
    shown = await ok(company.drafter.get(f"/v1/customers/{customer}/exposure"))
    found = {one["component"]: one["amount"]["amount"] for one in shown["parts"]}
    assert sum(Decimal(one) for one in found.values()) == Decimal(shown["exposure"]["amount"])
    listed = (await ok(company.drafter.get(f"/v1/customers/{customer}/exposure/documents?limit=200")))["items"]
    for component, amount in found.items():
        assert sum(Decimal(one["amount"]["amount"]) for one in listed if one["component"] == component) == Decimal(
            amount
        )
    return found


@pytest.fixture
async def releaser(company: Company) -> httpx.AsyncClient:
    allowed = ["contract.approval.decide", "contract.*.read", "contract.exposure.release"]
    return await company.serving.caller(new_id(), allowed, company.headquarters)


async def test_an_order_over_the_groups_limit_waits_for_somebody_else(company: Company, releaser: httpx.AsyncClient):
    clerk, head, member = company.drafter, new_id(), new_id()
    await credit(company, head, "1000.00")
    await grouped(company, member, head)
    first, second = await contract_with(company, head), await contract_with(company, member)
    assert (await ok(clerk.post(f"{first}/orders", json=order("600.00"))))["state"] == "placed"
    held = await ok(clerk.post(f"{second}/orders", json=order("400.01")))
    assert (held["state"], [(one["rule"], one["figures"]) for one in held["reasons"]]) == (
        "held",
        [("credit_limit", {"limit": "1000.00 CNY", "used": "600.00 CNY", "requested": "400.01 CNY"})],
    )
    assert (await ok(clerk.get(f"{second}/ledger")))["balances"] == []
    delivery = {"lines": [{"line": 1, "quantity": "1"}]}
    early = await clerk.post(f"/v1/orders/{held['order_id']}/deliveries", json=delivery)
    assert early.status_code == 409
    still = (await ok(clerk.get(f"{second}/completion")))["open"]
    assert ("held_order", cny("400.01")) in [(one["kind"], one["amount"]) for one in still]
    decision = f"/v1/approvals/{held['approval_id']}/decisions"
    await ok(releaser.post(decision, json={"decision": "reject", "comment": "No."}))
    assert (await ok(clerk.get(f"/v1/held-orders/{held['order_id']}")))["state"] == "rejected"
    still = (await ok(clerk.get(f"{second}/completion")))["open"]
    assert "held_order" not in [one["kind"] for one in still]

    again = await ok(clerk.post(f"{second}/orders", json=order("500.00")))
    mine = await clerk.post(f"/v1/approvals/{again['approval_id']}/decisions", json={"decision": "approve"})
    assert (mine.status_code, problem(mine)) == (403, "own-draft")
    await ok(releaser.post(f"/v1/approvals/{again['approval_id']}/decisions", json={"decision": "approve"}))
    assert (await ok(clerk.get(f"/v1/orders/{again['order_id']}")))["state"] == "placed"
    assert await parts(company, member) == {"open_orders": "1100.00"}
    await ok(clerk.post(f"/v1/orders/{again['order_id']}/deliveries", json=delivery))
    assert await parts(company, head) == {"open_orders": "600.00", "unbilled": "500.00"}
    listed = (await ok(clerk.get(f"/v1/customers/{head}/exposure/documents")))["items"]
    assert [(one["component"], one["kind"], one["contract_id"], one["amount"]) for one in listed] == [
        ("open_orders", "order", first.split("/")[-1], cny("600.00")),
        ("unbilled", "order", second.split("/")[-1], cny("500.00")),
    ]
    assert listed[1]["document"] == again["order_id"]
    shown = await ok(clerk.get(f"/v1/customers/{member}/exposure"))
    assert (shown["group_id"], shown["own"], shown["left"]) == (head, cny("500.00"), cny("-100.00"))
    assert [check for check in await rebuild(company.serving.running.store) if not check.same] == []


async def test_an_exposure_in_a_currency_without_a_rate_is_refused_as_documented(company: Company):
    clerk, customer = company.drafter, new_id()
    await ok(clerk.post(f"{await contract_with(company, customer)}/orders", json=order("1.00")))
    unknown = await clerk.get(f"/v1/customers/{customer}/exposure", params={"currency": "CHF"})
    assert (unknown.status_code, problem(unknown)) == (409, "no-rate")
    read = company.serving.app.openapi()["paths"]["/v1/customers/{customer_id}/exposure"]["get"]
    assert "409" in read["responses"]


async def test_invoices_receipts_and_guarantees_move_the_exposure(company: Company):
    clerk, customer = company.drafter, new_id()
    await credit(company, customer, "1000.00", term=30)
    address = await contract_with(company, customer)
    placed = await ok(clerk.post(f"{address}/orders", json=order("800.00")))
    gross = {"net": cny("300.00"), "tax": cny("0.00"), "gross": cny("300.00")}
    said = {"number": "F-1", "clause": "5", "phase": "all", **gross, "order_id": placed["order_id"]}
    issued = {**said, "effective_on": "2020-02-01", "due_on": "2020-02-20"}
    invoice = await ok(clerk.post(f"{address}/invoices", json=issued))
    assert await parts(company, customer) == {"open_orders": "500.00", "receivables": "300.00"}
    late = await ok(clerk.post(f"{address}/orders", json=order("1.00")))
    [reason] = late["reasons"]
    assert (reason["rule"], reason["figures"]["term_days"], reason["figures"]["number"]) == ("credit_term", "30", "F-1")
    receipt = await ok(clerk.post(f"{address}/receipts", json={"amount": cny("350.00"), "reference": "1"}))
    assert (await parts(company, customer))["advances"] == "-350.00"
    allocation = {"allocations": [{"invoice_id": invoice["invoice_id"], "amount": cny("300.00")}]}
    await ok(clerk.post(f"/v1/receipts/{receipt['payment_id']}/allocations", json=allocation))
    assert await parts(company, customer) == {"open_orders": "500.00", "advances": "-50.00"}
    guarantee = {
        "purpose": "payment",
        "given_by": "counterparty",
        "issuer": "ICBC",
        "number": "G-1",
        "amount": cny("200.00"),
        "valid_from": "2020-01-01",
        "expires_on": "2099-12-31",
    }
    await ok(clerk.post(f"{address}/guarantees", json=guarantee))
    assert await parts(company, customer) == {"open_orders": "500.00", "advances": "-50.00", "security": "-200.00"}
    assert (await ok(clerk.post(f"{address}/orders", json=order("750.00"))))["state"] == "placed"


async def test_an_order_that_waits_for_its_contract_counts_until_it_is_set_aside(company: Company):
    clerk, customer = company.drafter, new_id()
    sends = await company.serving.caller(new_id(), ["contract.collector.*"], company.city)
    await credit(company, customer, "1000.00")
    address = await contract_with(company, customer)
    named = {"party_names": [{"code": "K1", "customer_id": customer}]}
    reading = {"source": "erp-x", "unit_id": company.city, **named}
    collector = (await ok(sends.post("/v1/collectors", json=reading)))["collector_id"]
    fan = {"line": 1, "description": "Fan", "quantity": "3", "unit_price": "300.00"}
    day = {"date": "2026-03-02"}
    waits = {"kind": "order", "source_id": "1", "direction": "sales", "party": "K1", "lines": [fan], **day}
    figures = {"number": "F-7", "net": "500.00", "tax": "0.00", "gross": "500.00"}
    rows = [
        waits,
        {"kind": "delivery", "source_id": "2", "order": "1", "lines": [{"line": 1, "quantity": "2"}], **day},
        {"kind": "invoice", "source_id": "3", "order": "1", **figures, **day},
        {"kind": "receipt", "source_id": "4", "invoice": "3", "amount": "450.00", **day},
        {"kind": "receipt", "source_id": "5", "order": "1", "amount": "20.00", **day},
    ]
    body = "\n".join(json.dumps(row) for row in rows).encode()
    # The order comes while others are placed: whichever is first, together they never pass the limit unseen.
    taken, *placed = await asyncio.gather(
        sends.post(f"/v1/collectors/{collector}/batches", content=body),
        *(until_decided(clerk, f"{address}/orders", order("300.00")) for _ in range(3)),
    )
    assert (taken.status_code, taken.json()["waiting"]) == (201, 5)
    mine = sum(300 for answer in placed if answer.json()["state"] == "placed")
    ahead = await parts(company, customer)
    own = {"unbilled": "100.00", "receivables": "50.00", "advances": "-20.00"}
    assert {name: ahead[name] for name in own} == own
    assert Decimal(ahead["open_orders"]) == 300 + mine
    assert problem_of_no_room(await ok(clerk.post(f"{address}/orders", json=order("900.00"))))
    listed = (await ok(clerk.get(f"/v1/customers/{customer}/exposure/documents")))["items"]
    told = {one["component"]: one for one in listed if one["kind"] == "waiting_order"}
    record = f"/v1/collected-records/{told['open_orders']['document']}"
    assert (told["open_orders"]["number"], told["open_orders"]["contract_id"]) == ("1", None)

    await ok(clerk.post(f"{record}/set-aside", json={"reason": "Sent for a test"}))
    assert await parts(company, customer) == ({"open_orders": f"{mine}.00"} if mine else {})
    shown = await ok(clerk.get(record))
    assert (shown["state"], shown["reason"]) == ("set_aside", "Sent for a test")
    contract_id = address.rpartition("/")[2]
    assert problem(await clerk.post(f"{record}/match", json={"contract_id": contract_id})) == "not-possible-now"
    assert len((await ok(clerk.get("/v1/collected-records?state=open&kind=order")))["items"]) == 1
    await ok(clerk.post(f"{record}/taking-up"))
    assert await parts(company, customer) == ahead
    matched = await ok(clerk.post(f"{record}/match", json={"contract_id": contract_id, "clause": "5", "phase": "all"}))
    assert matched["left"] == []
    # On its contract it counts as it did before.
    assert await parts(company, customer) == ahead


def problem_of_no_room(moved: dict[str, Any]) -> bool:
    return moved["state"] == "held" and moved["reasons"][0]["rule"] == "credit_limit"


async def test_a_grade_limits_what_is_ordered_in_a_month_and_got_off_the_price(company: Company):
    clerk, customer = company.drafter, new_id()
    plan = PlanSeen(
        grade="unknown",
        purchase_limit=Money.of("100.00", "CNY"),
        discount=Decimal("0.1"),
        term_days=None,
        effective_on=SINCE,
    )
    async with company.serving.running.store.begin() as work:
        await know_plan(work, received(company, plan))
    product = await ok(clerk.post("/v1/products", json={"code": "FAN-1", "name": "Fan", "unit": "pcs"}))
    price = {"kind": "wholesale", "currency": "CNY", "price": "50.00", "effective_on": "2020-01-01"}
    await ok(clerk.post(f"/v1/products/{product['product_id']}/prices", json=price))
    address = await contract_with(company, customer)
    assert (await ok(clerk.post(f"{address}/orders", json=order("45.00", product="FAN-1"))))["state"] == "placed"
    cheap = await ok(clerk.post(f"{address}/orders", json=order("44.99", product="FAN-1")))
    assert [one["rule"] for one in cheap["reasons"]] == ["discount"]
    much = await ok(clerk.post(f"{address}/orders", json=order("55.01", product="FAN-1")))
    assert [(one["rule"], one["figures"]["used"]) for one in much["reasons"]] == [("purchase_limit", "45.00 CNY")]
    assert (await ok(clerk.post(f"{address}/orders", json=order("55.00", product="FAN-1"))))["state"] == "placed"
    store = company.serving.running.store
    before = f"{store.clock.today(store.zone) - timedelta(days=40)}"
    await ok(clerk.post(f"{address}/orders", json={**order("90.00"), "effective_on": before}))
    days = [one["effective_on"] for one in await pages(clerk, f"/v1/orders?counterparty_id={customer}&limit=1")]
    assert (len(days), days[-1], days) == (3, before, sorted(days, reverse=True))


async def pages(clerk: httpx.AsyncClient, address: str) -> list[dict[str, Any]]:
    """All of a list, page by page."""
    answer = await clerk.get(address)
    further = answer.links.get("next")
    return [*answer.json()["items"], *(await pages(clerk, further["url"]) if further else [])]


async def test_twenty_orders_at_once_for_the_last_of_the_limit_never_pass_it_together(company: Company):
    head, member = new_id(), new_id()
    await credit(company, head, "1000.00")
    await grouped(company, member, head)
    addresses = [await contract_with(company, head), await contract_with(company, member)]
    await ok(company.drafter.post(f"{addresses[0]}/orders", json=order("750.00")))
    answers = await asyncio.gather(
        *(
            until_decided(company.drafter, f"{addresses[number % 2]}/orders", order("100.00"))
            for number in range(RACERS)
        )
    )
    assert {answer.status_code for answer in answers} == {201}
    states = [answer.json()["state"] for answer in answers]
    assert (states.count("placed"), states.count("held")) == (2, RACERS - 2)
    for answer in answers:
        for reason in answer.json()["reasons"]:
            limit, used, asked = (
                Decimal(reason["figures"][name].split()[0]) for name in ("limit", "used", "requested")
            )
            assert used + asked > limit
    assert await parts(company, head) == {"open_orders": "950.00"}
