import itertools
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
from pydantic_core import to_json

from services.asset.app import SERVICE
from services.asset.consumers import consumer
from shared.messaging.envelope import parse
from shared.messaging.handling import handle
from shared.messaging.parking import RawRecord
from shared.testing.serving import Serve, Serving
from shared.values.clock import FixedClock
from shared.values.ids import new_id

HEADQUARTERS, PROVINCE, NANJING, SUZHOU = (new_id() for _ in range(4))
ELSEWHERE = new_id()
CODE = "A.02"
BOOKS = [{"book": "accounting", "leading": True, "periods": 60}]


@dataclass
class Installation:
    """The running service with its units, and what stories do in it over and over."""

    serving: Serving
    everybody: dict[str, httpx.AsyncClient]

    @property
    def nanjing(self) -> httpx.AsyncClient:
        return self.everybody[NANJING]

    @property
    def suzhou(self) -> httpx.AsyncClient:
        return self.everybody[SUZHOU]

    @property
    def headquarters(self) -> httpx.AsyncClient:
        return self.everybody[HEADQUARTERS]

    @property
    def stranger(self) -> httpx.AsyncClient:
        return self.everybody[ELSEWHERE]

    async def enter(self, cost: str = "60000.00", in_use: str = "2026-01-10", **more: Any) -> str:
        """A card of Nanjing."""
        body = {"name": "Server rack", "class_code": CODE, "cost": money(cost), "in_use": in_use, **more}
        return str((await made(self.nanjing, "/v1/assets", body))["asset_id"])

    async def accept(
        self, contract_id: str, *amounts: str, acceptance_id: str = "", direction: str = "purchase", **more: Any
    ) -> None:
        """Contract's `order.accepted.v1` reaches the consumer; `more` says of every line what else there is."""
        lines = [
            {"line": place, "description": f"item {place}", "quantity": "1", "amount": money(amount), **more}
            for place, amount in enumerate(amounts, 1)
        ]
        ids = {name: new_id() for name in ("order_id", "delivery_id", "counterparty_id", "owner_id")}
        body = {
            **ids,
            "acceptance_id": acceptance_id or new_id(),
            "contract_id": contract_id,
            "direction": direction,
            "lines": lines,
            "amount": money("0"),
            "clause": "3.1",
            "phase": "acceptance",
            "effective_on": "2026-01-05",
        }
        await self.hear("order.accepted.v1", f"order-{ids['order_id']}", contract_id, body)

    async def sign(self, contract_id: str = "", **more: str) -> str:
        """Contract's `contract.signed.v1` of a purchase reaches the consumer."""
        contract_id = contract_id or new_id()
        signed = {"contract_id": contract_id, "number": "P-7", "title": "Racks", "direction": "purchase", **more}
        await self.hear("contract.signed.v1", f"contract-{contract_id}", contract_id, signed)
        return contract_id

    async def hear(self, event: str, stream: str, key: str, body: dict[str, Any]) -> None:
        """An event of contract, as it arrives on its topic."""
        headers = {
            "content-type": "application/json",
            "ce_specversion": "1.0",
            "ce_id": f"{stream}@1",
            "ce_type": event,
            "ce_source": "/pactline/contract",
            "ce_subject": stream,
            "ce_time": "2026-01-05T08:00:00Z",
            "ce_partitionkey": key,
            "ce_sequence": "1",
            "ce_unitid": NANJING,
            "ce_correlationid": new_id(),
        }
        pairs = tuple((name, value.encode()) for name, value in headers.items())
        envelope = parse(RawRecord("contract.events", 0, next(OFFSETS), key.encode(), to_json(body), pairs))
        found = consumer.handler_of(envelope)
        assert found is not None
        store = self.serving.running.store
        async with store.begin() as work:
            await handle(work, store, envelope, *found)

    async def count(self, statement: str, *arguments: object) -> int:
        pool = self.serving.running.store.database.pool("system")
        return int(await pool.fetchval(statement, *arguments))

    async def figures(self) -> tuple[str, str]:
        """Cost and accumulated depreciation over all units."""
        units = (await self.headquarters.get("/v1/figures")).json()["units"]
        return tuple(str(sum(Decimal(unit[name]["amount"]) for unit in units)) for name in ("cost", "accumulated"))  # type: ignore[return-value]


OFFSETS = itertools.count()


def money(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


async def made(client: httpx.AsyncClient, path: str, body: dict[str, Any], status: int = 201) -> dict[str, Any]:
    answer = await client.post(path, json=body)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def shown(client: httpx.AsyncClient, path: str, **params: Any) -> dict[str, Any]:
    answer = await client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


NOW = datetime(2026, 4, 1, 4, tzinfo=UTC)


@pytest.fixture
async def here(serve: Serve) -> Installation:
    serving = await serve(SERVICE, clock=FixedClock(NOW))
    await serving.unit(HEADQUARTERS, kind="headquarters")
    await serving.unit(PROVINCE, HEADQUARTERS, kind="province")
    for city in (NANJING, SUZHOU):
        await serving.unit(city, PROVINCE)
    await serving.unit(ELSEWHERE, HEADQUARTERS, kind="province")
    everybody = {
        unit: await serving.caller(new_id(), ["asset.*"], unit) for unit in (HEADQUARTERS, NANJING, SUZHOU, ELSEWHERE)
    }
    installation = Installation(serving, everybody)
    await made(installation.headquarters, "/v1/classes", {"code": CODE, "name": "Computers", "books": BOOKS})
    return installation
