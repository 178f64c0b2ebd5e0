"""What a contract says is handed over is owed by its day, done by what is accepted, or by somebody's word."""

import asyncio
from importlib import import_module
from typing import Any, Final

import asyncpg

from shared.eventstore.database import url_with
from shared.eventstore.rebuild import rebuild
from shared.values.ids import new_id
from tests.integration.contract.changing import agreed as amended
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import cny, line, problem
from tests.integration.contract.test_masters import bound


async def owed(company: Company, contract_id: str) -> dict[str, dict[str, Any]]:
    """What is owed in things, by what it is."""
    asked = {"contract_id": contract_id, "limit": "200"}
    found = (await ok(company.drafter.get("/v1/obligations", params=asked)))["items"]
    return {one["thing"]["description"]: one for one in found if one["thing"] is not None}


async def came(company: Company, order_id: str, quantity: str) -> None:
    lines = {"lines": [{"line": 1, "quantity": quantity}], "effective_on": "2026-03-28"}
    delivery = await ok(company.drafter.post(f"/v1/orders/{order_id}/deliveries", json=lines))
    at = f"/v1/deliveries/{delivery['delivery_id']}/acceptance"
    await ok(company.drafter.post(at, json={"effective_on": "2026-04-05"}))


EARLIER: Final = import_module("services.contract.migrations.0072_earlier_deliverables")


async def as_before_they_were_owed(company: Company, contract_id: str, postgres_url: str) -> None:
    """The contract as one signed before deliverables were owed; the migration finds it, and a deadline plans them."""
    things = [one["obligation_id"] for one in (await owed(company, contract_id)).values()]
    owner = await asyncpg.connect(url_with(postgres_url, database=company.serving.running.store.database.name))
    await owner.execute("SET session_replication_role = replica")
    await owner.execute("DELETE FROM events WHERE stream_id = ANY($1)", [f"obligation-{one}" for one in things])
    await owner.execute("DELETE FROM obligations WHERE obligation_id = ANY($1)", things)
    await owner.execute("DELETE FROM deadlines WHERE subject = ANY($1)", things)
    await owner.execute("RESET session_replication_role")
    assert await owed(company, contract_id) == {}
    await owner.execute(EARLIER.PLANNED_BY_A_DEADLINE)
    await owner.close()
    async with asyncio.timeout(10):
        while not await owed(company, contract_id):
            await asyncio.sleep(0.05)


async def test_deliverables_are_owed_until_they_are_accepted_amended_away_or_said_to_be_handed_over(
    company: Company, postgres_url: str
):
    clerk = company.drafter
    fans = {"clause": "3", "description": "Fan", "quantity": "10", "unit": "pcs", "due_on": "2026-04-01"}
    report = {"clause": "3", "description": "Test report", "after": {"event": "acceptance", "days": 10}}
    manual = {"clause": "4", "description": "Manual", "due_on": "2099-01-01"}
    body = {
        "type_id": await company.kind(),
        "text": "As agreed.",
        "title": "Fans",
        "counterparty_id": new_id(),
        "amount": cny("1000.00"),
        "plan": [line("3", "all", "1000.00")],
        "deliverables": [fans, report, manual],
    }
    address = await bound(company, await ok(clerk.post("/v1/contracts", json=body)))
    contract_id = address.rsplit("/", maxsplit=1)[-1]
    things = await owed(company, contract_id)
    assert {name: (one["debtor"], one["due_on"], one["thing"]["quantity"]) for name, one in things.items()} == {
        "Fan": ("counterparty", "2026-04-01", "10"),
        "Test report": ("counterparty", None, None),
        "Manual": ("counterparty", "2099-01-01", None),
    }
    late = {"until": "2026-12-31", "debtor": "counterparty", "kind": "handover"}
    due = (await ok(clerk.get("/v1/due-obligations", params=late)))["items"]
    assert [one["thing"]["description"] for one in due] == ["Fan"]
    assert (await ok(clerk.get("/v1/due-obligations", params={**late, "kind": "payment"})))["items"] == []

    goods = {"description": "Fan", "quantity": "10", "unit_price": "100.00"}
    # What is ordered under a clause is delivered and accepted under it.
    half = await clerk.post(f"{address}/orders", json={"lines": [goods], "clause": "3"})
    nowhere = await clerk.post(f"{address}/orders", json={"lines": [goods], "clause": "9", "phase": "all"})
    assert [one.json()["errors"][0]["pointer"] for one in (half, nowhere)] == ["/phase", "/clause"]
    order = await ok(clerk.post(f"{address}/orders", json={"lines": [goods], "clause": "3", "phase": "all"}))
    await came(company, order["order_id"], "6")
    things = await owed(company, contract_id)
    # The acceptance dates what waits for one, and what was delivered in time counts for the day on which it came.
    assert (things["Fan"]["done"], things["Test report"]["due_on"]) == ("6", "2026-04-15")
    await as_before_they_were_owed(company, contract_id, postgres_url)
    assert {name: one["done"] for name, one in (await owed(company, contract_id)).items()} == {
        "Fan": "6", "Test report": "0", "Manual": "0",
    }  # fmt: skip
    assert (await owed(company, contract_id))["Test report"]["due_on"] == "2026-04-15"
    eight = [{**fans, "quantity": "8"}, report]
    await amended(company, address, kind="amendment", deliverables=eight)
    await came(company, order["order_id"], "2")
    shown = await ok(clerk.get(f"/v1/orders/{order['order_id']}"))
    assert (shown["clause"], shown["deliveries"][0]["clause"]) == ("3", "3")
    sums = (await ok(clerk.get(f"{address}/ledger")))["balances"]
    assert {(one["kind"], one["clause"], one["amount"]["amount"]) for one in sums} == {
        ("ordered", "3", "1000.00"), ("delivered", "3", "800.00"), ("accepted", "3", "800.00"),
    }  # fmt: skip
    things = await owed(company, contract_id)
    assert {name: (one["state"], one["met_on"]) for name, one in things.items()} == {
        "Fan": ("met", "2026-03-28"),
        "Test report": (things["Test report"]["state"], None),
        "Manual": ("lapsed", None),
    }
    open_ = (await ok(clerk.get(f"{address}/completion")))["open"]
    assert [(one["id"], one["amount"]) for one in open_ if one["kind"] == "handover"] == [
        (things["Test report"]["obligation_id"], None)
    ]

    at = f"/v1/obligations/{things['Test report']['obligation_id']}/handover"
    assert problem(await clerk.post(at, json={"quantity": "1"})) == "not-counted"
    done = await ok(clerk.post(at, json={"effective_on": "2026-04-20"}))
    assert done["state"] == "met"
    assert problem(await clerk.post(at, json={})) == "not-possible-now"
    every = (await ok(clerk.get("/v1/obligations", params={"contract_id": contract_id})))["items"]
    [paid] = [one for one in every if not one["thing"]]
    assert problem(await clerk.post(f"/v1/obligations/{paid['obligation_id']}/handover", json={})) == "owed-in-money"
    stood = await ok(clerk.get(f"{address}/standing"))
    assert {one["thing"]["description"]: one["state"] for one in stood["obligations"] if one["thing"]}["Fan"] == "met"
    assert [check for check in await rebuild(company.serving.running.store) if not check.same] == []
