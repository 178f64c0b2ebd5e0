import asyncpg
import httpx
import pytest

from shared.chained.sealing import seal_batch
from shared.chained.verifying import verify
from shared.eventstore.database import url_with
from shared.looks.schema import LOOKS
from shared.security.sealing import derive
from shared.testing.serving import Serving

from .conftest import NORTH, SOUTH


@pytest.fixture
async def contacts(north: httpx.AsyncClient) -> tuple[str, list[str]]:
    customer = (await north.post("/v1/customers", json={"kind": "organisation", "name": "Nanjing Steel"})).json()
    address = f"/v1/customers/{customer['customer_id']}/contacts"
    people = [
        (await north.post(address, json={"role": "buyer", "name": name, "email": "x@example.com"})).json()["contact_id"]
        for name in ("李雷", "韩梅梅")
    ]
    return customer["customer_id"], people


async def logged(service: Serving) -> list[dict[str, object]]:
    rows = await service.running.store.database.pool("system").fetch("SELECT * FROM looks ORDER BY number")
    return [dict(row) for row in rows]


async def test_a_contact_that_is_read_is_one_record(service: Serving, north: httpx.AsyncClient, contacts):
    _, (person, _) = contacts
    before = await logged(service)
    answer = await north.get(f"/v1/contacts/{person}", headers={"Correlation-Id": "visit-7"})
    assert answer.json()["name"] == "李雷"
    (record,) = (await logged(service))[len(before) :]
    assert record["streams"] == [f"contact-{person}"]
    assert (record["actor"], record["correlation"]) == ("anna", "visit-7")
    assert record["purpose"] == "GET /v1/contacts/{contact_id}"


async def test_two_contacts_in_one_request_are_one_record(service: Serving, north: httpx.AsyncClient, contacts):
    customer, people = contacts
    before = await logged(service)
    assert len((await north.get(f"/v1/customers/{customer}/contacts")).json()["contacts"]) == 2
    (record,) = (await logged(service))[len(before) :]
    assert record["streams"] == sorted(f"contact-{person}" for person in people)


async def test_what_shows_nothing_personal_is_not_logged(service: Serving, north: httpx.AsyncClient, contacts):
    before = await logged(service)
    assert (await north.get(f"/v1/customers/{contacts[0]}")).status_code == 200
    assert (await north.get("/v1/people", params={"ids": contacts[0]})).status_code == 200
    assert await logged(service) == before


async def test_nothing_is_answered_when_the_look_cant_be_logged(service: Serving, north, contacts, postgres_url):
    owner = await asyncpg.connect(url_with(postgres_url, database=service.running.store.database.name))
    await owner.execute("ALTER TABLE looks RENAME TO mislaid")
    await owner.close()
    refused = await north.get(f"/v1/contacts/{contacts[1][0]}")
    assert refused.status_code == 500
    assert "李雷" not in refused.text


async def test_who_is_responsible_reads_who_looked_page_by_page(service: Serving, north, contacts):
    _, (person, other) = contacts
    for one in (person, other, person, person):
        await north.get(f"/v1/contacts/{one}")
    await service.grant("carla", ["platform.looks.read"], NORTH)
    carla = await service.caller("carla")
    first = await carla.get("/v1/looks", params={"stream": f"contact-{person}", "limit": 2})
    assert [look["actor"] for look in first.json()["looks"]] == ["anna", "anna"]
    assert set(first.json()["looks"][0]) == {"number", "looked_at", "actor", "streams", "purpose", "correlation"}
    rest = await carla.get(first.links["next"]["url"])
    assert len(rest.json()["looks"]) == 1
    assert await seen(carla, f"contact-{other}") == 1


async def seen(client: httpx.AsyncClient, stream: str) -> int:
    return len((await client.get("/v1/looks", params={"stream": stream})).json()["looks"])


async def test_another_units_log_and_an_unknown_stream_are_not_found(service: Serving, north, south, contacts):
    _, (person, _) = contacts
    await north.get(f"/v1/contacts/{person}")
    assert (await north.get("/v1/looks", params={"stream": f"contact-{person}"})).status_code == 403
    await service.grant("bo", ["platform.looks.read"], SOUTH, role="auditor")
    assert (await south.get("/v1/looks", params={"stream": f"contact-{person}"})).status_code == 404
    assert (await south.get("/v1/looks", params={"stream": "contact-nobody"})).status_code == 404
    assert (await south.get("/v1/looks", params={"stream": "; --"})).status_code == 422


async def test_what_was_logged_over_http_stands_in_the_chain(service: Serving, north, contacts):
    await north.get(f"/v1/contacts/{contacts[1][0]}")
    key = derive(service.running.settings.secret.get_secret_value(), LOOKS.table)
    async with service.running.store.database.pool("system").acquire() as conn:
        await seal_batch(conn, LOOKS, key)
        verdict = await verify(conn, LOOKS, key)
    assert (verdict.records, verdict.waiting, verdict.broken) == (len(await logged(service)), 0, "")
