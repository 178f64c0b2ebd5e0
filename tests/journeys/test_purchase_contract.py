"""A purchase, from its template to the archive: one contract through everything that happens to it on the way."""

from typing import Any

from shared.eventstore.rebuild import rebuild
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import balances, cny, line, problem
from tests.journeys.telling import ago, amended, decided, moved, rounds, sent, signed

FINAL = {"clause": "5.2", "phase": "final"}
KEPT = {"clause": "5.3", "phase": "retention"}
KEYS = """
SELECT DISTINCT meta ->> 'key' AS key FROM events
WHERE convert_from(data, 'UTF8')::jsonb ->> 'contract_id' = $1
  AND stream_id NOT LIKE 'file-%' AND type NOT LIKE 'contract.amendment_%'
"""
"""What Kafka orders by all that happens under a contract; files and amendments are things of their own."""


def plan(final: str) -> list[dict[str, Any]]:
    return [
        line("5.1", "advance", "300.00", instrument="advance"),
        line("5.2", "final", final, conditions=["acceptance", "invoice"]),
        line("5.3", "retention", "50.00", instrument="retention", conditions=["invoice"]),
    ]


def fans(quantity: str) -> list[dict[str, str]]:
    return [{"description": "Fan", "quantity": quantity, "unit_price": "10.00"}]


async def test_a_purchase_goes_from_its_template_to_the_archive(company: Company):
    address = await _agreed(company)
    await _amended(company, address)
    advance, invoices = await _performed(company, address)
    await _settled(company, address, advance, invoices)
    await _ended(company, address)


async def _agreed(company: Company) -> str:
    """Drafted from a template; said no to, said otherwise, submitted again under its number; signed 120 days ago."""
    clerk, type_id = company.drafter, await company.kind(retention_years=10)
    clauses = [
        {"clause": "1", "title": "Goods", "risk": "low", "text": "We buy {{ goods }}."},
        {"clause": "7", "title": "Damages", "risk": "high", "text": "Damages are {{ damages }} % of the price."},
    ]
    variables = [{"name": "goods", "kind": "text"}, {"name": "damages", "kind": "number"}]
    template = {"type_id": type_id, "name": "Goods", "clauses": clauses, "variables": variables}
    body = {
        "type_id": type_id,
        "template_id": await company.published(template),
        "variables": {"goods": "a hundred fans", "damages": "5"},
        "title": "Fans",
        "counterparty_id": new_id(),
        "lines": fans("100"),
        "plan": plan("650.00"),
    }
    drafted = await ok(clerk.post("/v1/contracts", json=body))
    contract_id = drafted["contract_id"]
    address = f"/v1/contracts/{contract_id}"
    first = await sent(company, drafted)
    await decided(company, first, "approve", "reject")
    now = await ok(clerk.get(address))
    assert (now["state"], now["number"]) == ("draft", first["number"])
    better = {**body, "variables": {"goods": "a hundred fans", "damages": "20"}}
    headers = {"If-Match": f'"{now["version"]}"'}
    again = await sent(company, await ok(clerk.put(address, json=better, headers=headers)))
    assert (again["number"], again["round"]) == (first["number"], 2)
    stale = {"decision": "approve", "text_hash": first["text_hash"]}
    unread = await company.chief.post(f"/v1/approvals/{again['approval_id']}/decisions", json=stale)
    assert problem(unread) == "text-changed"
    await decided(company, again, "approve", "approve")
    assert await rounds(company, contract_id) == [
        (1, "rejected", ["approve", "reject"]),
        (2, "approved", ["approve", "approve"]),
    ]
    await signed(company, again, ago(120))
    shown = await ok(clerk.get(address))
    assert (shown["state"], shown["amount"], shown["effective_on"]) == ("effective", cny("1000.00"), ago(120))
    return address


async def _amended(company: Company, address: str) -> None:
    """From a day two months ago on there are twenty fans more; before it the contract is what it was."""
    more = {"clause": "8", "title": "Spare parts", "text": "Spare parts are kept for ten years."}
    said = {"lines": fans("120"), "plan": plan("850.00"), "clauses": [more], "effective_from": ago(60)}
    drafted = await amended(company, address, ago(55), **said)
    told = await ok(company.drafter.get(f"/v1/amendments/{drafted['amendment_id']}/difference"))
    assert [one["clause"] for one in told["clauses"] if one["change"] == "added"] == ["8"]
    assert {one["pointer"] for one in told["figures"]} >= {"/amount", "/lines/0/quantity", "/plan/1/amount/amount"}
    for day, amount, final in ((61, "1000.00", "650.00"), (60, "1200.00", "850.00"), (0, "1200.00", "850.00")):
        stood = await ok(company.drafter.get(f"{address}/standing", params={"as_of": ago(day)}))
        limits = {one["clause"]: one["limit"]["amount"] for one in stood["limits"]}
        assert (stood["amount"], limits["5.2"]) == (cny(amount), final), day
    before = await company.drafter.get(f"{address}/standing", params={"as_of": ago(121)})
    assert before.status_code == 404, "it was drafted today, whatever day it was signed for"


async def _performed(company: Company, address: str) -> tuple[str, list[str]]:
    """An advance, an order of all of it, its delivery and acceptance, and two invoices."""
    clerk = company.drafter
    paid = {"clause": "5.1", "phase": "advance", "amount": cny("300.00"), "effective_on": ago(50)}
    advance = await ok(clerk.post(f"{address}/payments", json=paid))
    order = await ok(clerk.post(f"{address}/orders", json={"lines": fans("120"), "effective_on": ago(45)}))
    over = await clerk.post(f"{address}/orders", json={"lines": fans("1")})
    assert over.status_code == 409
    came = {"lines": [{"line": 1, "quantity": "120"}], "effective_on": ago(40)}
    delivery = await ok(clerk.post(f"/v1/orders/{order['order_id']}/deliveries", json=came))
    early = {**FINAL, "amount": cny("1.00")}
    assert (await clerk.post(f"{address}/payments", json=early)).json()["reason"] == "no_acceptance"
    await ok(
        clerk.post(f"/v1/deliveries/{delivery['delivery_id']}/acceptance", json={**FINAL, "effective_on": ago(38)})
    )
    invoices = []
    for number, gross in (("P-1", "700.00"), ("P-2", "500.00")):
        sums = {"net": cny(gross), "tax": cny("0.00"), "gross": cny(gross)}
        body = {**FINAL, **sums, "number": number, "order_id": order["order_id"], "effective_on": ago(35)}
        invoices.append((await ok(clerk.post(f"{address}/invoices", json=body)))["invoice_id"])
    return advance["payment_id"], invoices


async def _settled(company: Company, address: str, advance: str, invoices: list[str]) -> None:
    """Retention money is kept, the advance set off, one payment made over both invoices, part of it given back and
    paid again, the retention money released and paid: no cent more than clause and contract allow.
    """
    clerk, (first, second) = company.drafter, invoices
    await ok(clerk.post(f"/v1/invoices/{second}/retentions", json={**KEPT, "amount": cny("50.00")}))
    off = {"allocations": [{"invoice_id": first, "amount": cny("300.00")}]}
    await ok(clerk.post(f"/v1/payments/{advance}/offsets", json=off))
    whole = {**FINAL, "amount": cny("400.00"), "invoice_id": first}
    both = {**whole, "more": [{**FINAL, "amount": cny("450.00"), "invoice_id": second}]}
    paid = await ok(clerk.post(f"{address}/payments", json=both))
    cent = await clerk.post(f"{address}/payments", json={**whole, "amount": cny("0.01")})
    assert (cent.json()["clause"], cent.json()["limit"], cent.json()["used"]) == ("5.2", cny("850.00"), cny("850.00"))
    back = {"amount": cny("100.00"), "invoice_id": first, **FINAL}
    await ok(clerk.post(f"/v1/payments/{paid['payment_id']}/refunds", json=back))
    held = await ok(clerk.get(f"{address}/completion"))
    assert not held["possible"]
    await ok(clerk.post(f"{address}/payments", json={**whole, "amount": cny("100.00")}))
    last = {**KEPT, "amount": cny("50.00"), "invoice_id": second}
    assert (await clerk.post(f"{address}/payments", json=last)).json()["reason"] == "not_released"
    await ok(clerk.post(f"/v1/invoices/{second}/releases", json={"amount": cny("50.00")}))
    await ok(clerk.post(f"{address}/payments", json=last))
    for invoice, gross in ((first, "700.00"), (second, "500.00")):
        assert (await ok(clerk.get(f"/v1/invoices/{invoice}")))["settled"] == cny(gross)
    booked = await balances(company, address)
    assert (
        booked.items() >= {"paid": "1300.00", "refunded": "100.00", "offset": "300.00", "invoiced": "1200.00"}.items()
    )


async def _ended(company: Company, address: str) -> None:
    """Nothing is open: it is completed, archived, and every sum agrees with the events."""
    clerk = company.drafter
    check = await ok(clerk.get(f"{address}/completion"))
    assert check["open"] == []
    assert await moved(company, address, "completion", reason="All was done.") == "completed"
    assert await moved(company, address, "archiving", reason="Over.", shelf="A-17") == "archived"
    shown = await ok(clerk.get(address))
    assert (shown["state"], shown["shelf"]) == ("archived", "A-17")
    late = await clerk.post(f"{address}/orders", json={"lines": fans("1")})
    assert problem(late) == "not-performing"
    agreement = await ok(clerk.get(f"{address}/agreement"))
    assert agreement["agrees"]
    store = company.serving.running.store
    keys = await store.database.pool("system").fetch(KEYS, shown["contract_id"])
    assert [row["key"] for row in keys] == [shown["contract_id"]]
    assert [check for check in await rebuild(store) if not check.same] == []
