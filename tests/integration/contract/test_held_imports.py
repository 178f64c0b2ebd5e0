"""A file that is only read, and waits for its start."""

import asyncio
import json

import httpx

from services.contract.imports.handlers import EXPIRE, expire
from shared.eventstore.deadlines import Deadline
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok

FILE = json.dumps(
    {
        "releases": [
            {
                "ocid": "ocds-1",
                "id": "1",
                "date": "2026-01-01T00:00:00Z",
                "tag": ["contract"],
                "contracts": [
                    {"id": "c1", "title": "Cables", "status": "active", "value": {"amount": 1000, "currency": "CNY"}},
                    {"id": "c2", "title": "Pipes", "status": "active", "value": {"amount": 500, "currency": "CNY"}},
                ],
            }
        ]
    }
).encode()


async def held(client: httpx.AsyncClient, data: bytes = FILE) -> str:
    answer = await client.post("/v1/imports", params={"source": "city", "kind": "ocds", "hold": "true"}, content=data)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["import_id"])


async def completed(client: httpx.AsyncClient, import_id: str) -> dict[str, object]:
    for _ in range(400):
        answer = await ok(client.get(f"/v1/imports/{import_id}"))
        if answer["state"] == "completed":
            return answer
        await asyncio.sleep(0.05)
    raise AssertionError(answer)


async def test_a_held_file_says_what_is_in_it_and_is_imported_once_it_is_started(company: Company):
    client = company.admin
    import_id = await held(client)
    await asyncio.sleep(0.7)
    shown = await ok(client.get(f"/v1/imports/{import_id}"))
    assert (shown["state"], shown["imported"], shown["figures"]["contracts"]) == ("held", 0, 2)
    assert shown["figures"]["amount_by_currency"] == {"CNY": "1500.00"}
    assert (await ok(client.get("/v1/contracts")))["items"] == []
    await ok(client.post(f"/v1/imports/{import_id}/start"))
    done = await completed(client, import_id)
    assert (done["imported"], done["unchanged"]) == (2, 0)
    assert (await client.post(f"/v1/imports/{import_id}/start")).status_code == 409
    again = await held(client)
    await ok(client.post(f"/v1/imports/{again}/start"))
    assert (await completed(client, again))["unchanged"] == 2
    listed = (await ok(client.get("/v1/imports")))["items"]
    assert [one["import_id"] for one in listed] == [again, import_id]


async def test_a_file_that_nobody_starts_is_not_kept(company: Company):
    import_id = await held(company.admin)
    store = company.serving.running.store
    pool = store.database.pool("system")
    due = await pool.fetchval("SELECT due_at FROM deadlines WHERE kind = $1 AND subject = $2", EXPIRE, import_id)
    async with store.begin() as work:
        await expire(work, Deadline(EXPIRE, import_id, due, {}))
    assert (await ok(company.admin.get(f"/v1/imports/{import_id}")))["state"] == "expired"
    assert await pool.fetchval("SELECT count(*) FROM import_chunks WHERE import_id = $1", import_id) == 0
    assert (await company.admin.post(f"/v1/imports/{import_id}/start")).status_code == 409


async def test_an_import_of_another_unit_is_started_by_nobody_else(company: Company):
    import_id = await held(company.admin)
    assert (await company.drafter.post(f"/v1/imports/{import_id}/start")).status_code == 404
    assert (await company.admin.post(f"/v1/imports/{new_id()}/start")).status_code == 404
