import httpx
import pytest

from services.customer.app import SERVICE
from shared.testing.serving import Serve, Serving

HQ = "0190163d-8694-739b-aea5-966c26f8ad01"
NORTH = "0190163d-8694-739b-aea5-966c26f8ad02"
SOUTH = "0190163d-8694-739b-aea5-966c26f8ad03"

CABLES = {
    "kind": "organisation",
    "name": "南京长江电缆有限公司",
    "roles": ["supplier"],
    "identifiers": [{"kind": "social_credit_code", "value": "91110000600037341L"}],
    "region": "江苏",
}
WANG = {
    "kind": "person",
    "person_name": "王小明",
    "identifiers": [{"kind": "phone", "value": "138 0013 8000"}, {"kind": "email", "value": "wang@example.com"}],
    "stage": "active",
}
LI = {"role": "buyer", "name": "李雷", "email": "li@example.com", "phone": "13900139000"}


async def made(client: httpx.AsyncClient, body: dict) -> str:
    answer = await client.post("/v1/customers", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["customer_id"]


async def added(client: httpx.AsyncClient, customer_id: str, body: dict = LI) -> str:
    answer = await client.post(f"/v1/customers/{customer_id}/contacts", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["contact_id"]


async def found(client: httpx.AsyncClient, query: str) -> list[str | None]:
    answer = await client.get("/v1/customers", params={"q": query})
    assert answer.status_code == 200, answer.text
    return [one["name"] for one in answer.json()["customers"]]


@pytest.fixture
async def service(serve: Serve) -> Serving:
    started = await serve(SERVICE)
    await started.unit(HQ, None, "headquarters")
    await started.unit(NORTH, HQ)
    await started.unit(SOUTH, HQ)
    return started


@pytest.fixture
async def north(service: Serving) -> httpx.AsyncClient:
    return await service.caller("anna", ["customer.*"], NORTH)


@pytest.fixture
async def south(service: Serving) -> httpx.AsyncClient:
    return await service.caller("bo", ["customer.*"], SOUTH)
