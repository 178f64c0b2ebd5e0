"""One contract service on real servers, with three units and the people of the story."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from services.contract.app import SERVICE
from shared.testing.serving import Serve, Serving
from shared.values.ids import new_id
from tests.integration.contract.locking import taken_out_of_order


@dataclass
class Company:
    """Headquarters above a city; each person as an HTTP client."""

    serving: Serving
    headquarters: str
    city: str
    drafter: httpx.AsyncClient
    chief: httpx.AsyncClient
    lawyer: httpx.AsyncClient
    admin: httpx.AsyncClient

    async def kind(self, direction: str = "purchase", **changes: Any) -> str:
        """A type whose contracts go through the city's chief, then headquarters' law."""
        body = {
            "code": f"{direction}-{new_id()[-6:]}",
            "name": f"{direction} of goods",
            "direction": direction,
            "number_prefix": "CG",
            "route": [
                {"step": "unit", "stage": 1, "unit": "own", "permission": "contract.approval.business"},
                {
                    "step": "legal",
                    "stage": 2,
                    "review": "legal",
                    "unit": "headquarters",
                    "permission": "contract.approval.legal",
                },
            ],
            **changes,
        }
        return str((await ok(self.admin.post("/v1/types", json=body)))["type_id"])

    async def published(self, template: dict[str, Any]) -> str:
        """A template that the lawyer has approved."""
        made = await ok(self.admin.post("/v1/templates", json=template))
        await self.approved(f"/v1/templates/{made['template_id']}", made)
        return str(made["template_id"])

    async def approved(self, address: str, made: dict[str, Any]) -> dict[str, Any]:
        """What was drafted there goes through its review."""
        match = {"If-Match": f'"{made["version"]}"'}
        sent = await ok(self.admin.post(f"{address}/submission", headers=match))
        decision = {"decision": "approve", "text_hash": sent["content_hash"]}
        await ok(self.lawyer.post(f"/v1/approvals/{sent['approval_id']}/decisions", json=decision))
        return await ok(self.admin.get(address))


LAW = ("contract.approval.legal", "contract.template.approve", "contract.clause.approve")


async def ok(call: Any) -> dict[str, Any]:
    """The answer of a call that succeeds."""
    response = await call
    assert response.status_code < 300, response.text
    answer: dict[str, Any] = response.json()
    return answer


@pytest.fixture
async def company(serve: Serve) -> AsyncIterator[Company]:
    """The people of the story. Whatever they did, its streams were appended in one order."""
    serving = await serve(SERVICE)
    yield await company_of(serving)
    assert await taken_out_of_order(serving) == []


async def company_of(serving: Serving) -> Company:
    """The people of the story in a service that runs."""
    headquarters = await serving.unit(new_id(), kind="headquarters")
    city = await serving.unit(new_id(), headquarters)
    everything = ["contract.*"]
    decides = ["contract.approval.decide", "contract.*.read"]
    return Company(
        serving=serving,
        headquarters=headquarters,
        city=city,
        drafter=await serving.caller(new_id(), everything, city),
        chief=await serving.caller(new_id(), [*decides, "contract.approval.business"], city),
        lawyer=await serving.caller(new_id(), [*decides, *LAW], headquarters),
        admin=await serving.caller(new_id(), everything, headquarters),
    )
