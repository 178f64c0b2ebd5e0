from typing import Any

from sqlalchemy import select

from services.contract.consumers import CustomerSeen, MergeSeen, UnmergeSeen, merge, remember, unmerge
from services.contract.customer.tables import aliases, customers
from shared.messaging.consumer import Received
from shared.values.clock import SystemClock
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok


def received(company: Company, data: Any) -> Received[Any]:
    return Received(
        data=data,
        id="customer-1@1",
        type="customer.merged.v1",
        service="customer",
        source="/pactline/customer",
        stream="customer-1",
        version=1,
        key="1",
        unit=company.city,
        recorded_at=SystemClock().now(),
        correlation="",
        causation="",
    )


async def contract_with(company: Company, customer_id: str) -> str:
    type_id = await company.kind("sales", amount_kind="none")
    body = {"type_id": type_id, "text": "Terms", "title": "Terms", "counterparty_id": customer_id}
    return str((await ok(company.drafter.post("/v1/contracts", json=body)))["contract_id"])


async def test_a_merged_customers_contracts_are_found_under_the_survivor_until_it_is_undone(company: Company):
    loser, survivor, last = new_id(), new_id(), new_id()
    contract_id = await contract_with(company, loser)
    store = company.serving.running.store
    for one, other in ((loser, survivor), (survivor, last)):
        async with store.begin() as work:
            await merge(work, received(company, MergeSeen(customer_id=one, survivor_id=other)))
    found = await ok(company.drafter.get(f"/v1/contracts?counterparty_id={last}"))
    assert [each["contract_id"] for each in found["items"]] == [contract_id]
    assert found["items"][0]["counterparty_id"] == last
    async with store.begin() as work:
        await unmerge(work, received(company, UnmergeSeen(customer_id=loser)))
        assert await work.value(select(aliases.c.survivor_id).where(aliases.c.customer_id == loser)) is None
    shown = await ok(company.drafter.get(f"/v1/contracts/{contract_id}"))
    assert (shown["counterparty_id"], shown["counterparty_name"]) == (loser, None)


async def test_customers_are_remembered_by_where_they_came_from_and_without_names(company: Company):
    seen = CustomerSeen(customer_id=new_id(), kind="person", source="cdnow", source_id="7")
    store = company.serving.running.store
    for _ in range(2):
        async with store.begin() as work:
            await remember(work, received(company, seen))
    async with store.begin() as work:
        rows = await work.rows(select(customers))
    assert [(row["source"], row["source_id"], row["unit_id"]) for row in rows] == [("cdnow", "7", company.city)]
    assert "name" not in customers.c
