import httpx

from services.customer.consumers import ContractSeen, activate_prospect
from shared.messaging.consumer import Received
from shared.testing.serving import Serving
from shared.values.clock import SystemClock
from shared.values.ids import new_id

from .conftest import NORTH

FIRM = {"kind": "organisation", "name": "长江电缆"}


async def signed(service: Serving, counterparty_id: str) -> None:
    received = Received(
        data=ContractSeen(counterparty_id=counterparty_id),
        id="contract-1@4",
        type="contract.signed.v1",
        service="contract",
        source="/pactline/contract",
        stream="contract-1",
        version=4,
        key="1",
        unit=NORTH,
        recorded_at=SystemClock().now(),
        correlation="",
        causation="",
    )
    async with service.running.store.begin() as work:
        await activate_prospect(work, received)


async def test_the_first_contract_makes_an_active_customer_of_a_prospect(north: httpx.AsyncClient, service: Serving):
    customer_id = (await north.post("/v1/customers", json=FIRM)).json()["customer_id"]
    await signed(service, customer_id)
    await signed(service, customer_id)
    shown = (await north.get(f"/v1/customers/{customer_id}")).json()
    assert (shown["state"], shown["version"]) == ("active", 2)
    (change,) = (await north.get(f"/v1/customers/{customer_id}/history")).json()["changes"]
    assert (change["field"], change["after"], change["actor"]) == ("stage", "active", "system")


async def test_a_contract_with_somebody_unknown_here_changes_nothing(service: Serving):
    await signed(service, new_id())
    assert await service.running.store.database.pool("system").fetchval("SELECT count(*) FROM events") == 0
