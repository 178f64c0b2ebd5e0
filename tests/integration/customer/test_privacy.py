"""Personal data: given as one file to whom it is about, and unreadable everywhere once erased."""

import httpx

from shared.eventstore.rebuild import rebuild
from shared.testing.serving import Serving
from shared.values.ids import new_id

from .conftest import CABLES, NORTH, WANG, added, found, made


async def test_an_erased_contact_is_unreadable_everywhere(north: httpx.AsyncClient, service: Serving):
    customer_id = await made(north, CABLES)
    contact_id = await added(north, customer_id)
    edit = {"reason": "new number", "phone": "13700137000"}
    assert (await north.patch(f"/v1/contacts/{contact_id}", json=edit, headers={"If-Match": '"1"'})).status_code == 200
    erased = await north.post(f"/v1/contacts/{contact_id}/erasure", json={"reason": "asked"})
    assert erased.json() == {"erased": [f"contact-{contact_id}"], "retained": []}
    shown = (await north.get(f"/v1/contacts/{contact_id}")).json()
    assert (shown["name"], shown["email"], shown["phone"], shown["stage"]) == ("[erased]",) * 3 + ("erased",)
    assert await found(north, "李雷") == []
    people = (await north.get("/v1/people", params={"ids": contact_id})).json()["people"]
    assert (people[0]["name"], people[0]["email"], people[0]["erased"]) == ("[erased]", None, True)
    pool = service.running.store.database.pool("system")
    assert await pool.fetchval("SELECT count(*) FROM person_keys WHERE stream_id = $1", f"contact-{contact_id}") == 0
    assert await pool.fetchval("SELECT count(*) FROM search_tokens WHERE stream = $1", f"contact-{contact_id}") == 0
    again = await north.post(f"/v1/contacts/{contact_id}/erasure", json={"reason": "asked"})
    assert again.status_code == 200
    assert (await north.get(f"/v1/customers/{customer_id}")).json()["name"] == CABLES["name"]


async def test_a_person_gets_their_data_as_one_file(north: httpx.AsyncClient):
    person = await made(north, WANG)
    await added(north, person)
    file = (await north.get(f"/v1/customers/{person}/personal-data")).json()
    assert file["customer"]["name"] == "王小明"
    assert [one["email"] for one in file["contacts"]] == ["li@example.com"]


async def test_an_erased_person_goes_with_duplicates_and_contacts_and_an_organisation_is_refused(
    north: httpx.AsyncClient, service: Serving
):
    person, twin = await made(north, WANG), await made(north, {**WANG, "identifiers": []})
    assistant = await added(north, person)
    await north.post(f"/v1/customers/{twin}/merge", json={"survivor_id": person, "reason": "twice"})
    erased = await north.post(f"/v1/customers/{person}/erasure", json={"reason": "asked"})
    assert set(erased.json()["erased"]) == {f"customer-{person}", f"customer-{twin}", f"contact-{assistant}"}
    shown = (await north.get(f"/v1/customers/{person}")).json()
    assert (shown["name"], shown["identifiers"], shown["state"]) == ("[erased]", [], "erased")
    assert await found(north, "王小明") == []
    firm = await made(north, CABLES)
    refused = await north.post(f"/v1/customers/{firm}/erasure", json={"reason": "asked"})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:pactline:problem:not-a-person")
    assert all(check.same for check in await rebuild(service.running.store))


async def test_erasing_a_duplicate_erases_the_survivor_and_every_other_duplicate_too(north: httpx.AsyncClient):
    first, second, third = [await made(north, {**WANG, "identifiers": []}) for _ in range(3)]
    for loser, survivor in ((first, second), (third, second)):
        body = {"survivor_id": survivor, "reason": "twice"}
        assert (await north.post(f"/v1/customers/{loser}/merge", json=body)).status_code == 200
    erased = await north.post(f"/v1/customers/{first}/erasure", json={"reason": "asked"})
    assert sorted(erased.json()["erased"]) == sorted(f"customer-{one}" for one in (first, second, third))
    for one in (first, second, third):
        assert (await north.get(f"/v1/customers/{one}")).json()["name"] == "[erased]"


async def test_the_file_of_an_erased_person_holds_nothing_of_them(north: httpx.AsyncClient):
    person = await made(north, WANG)
    edit = {"reason": "moved", "region": "江苏", "person_name": "王大明"}
    assert (await north.patch(f"/v1/customers/{person}", json=edit, headers={"If-Match": '"1"'})).status_code == 200
    before = await north.get(f"/v1/customers/{person}/personal-data")
    assert before.json()["customer"]["region"] == "江苏"
    await north.post(f"/v1/customers/{person}/erasure", json={"reason": "asked"})
    file = await north.get(f"/v1/customers/{person}/personal-data")
    assert file.status_code == 200
    assert not any(word in file.text for word in ("王", "wang@", "138001", "江苏"))


async def test_reading_and_erasing_take_the_permission_for_it(north: httpx.AsyncClient, service: Serving):
    person = await made(north, WANG)
    reader = await service.caller(new_id(), ["customer.archive.read"], NORTH)
    assert (await reader.get(f"/v1/customers/{person}")).status_code == 200
    assert (await reader.get(f"/v1/customers/{person}/personal-data")).status_code == 403
    assert (await reader.post(f"/v1/customers/{person}/erasure", json={"reason": "x"})).status_code == 403
    assert (await north.post(f"/v1/customers/{new_id()}/erasure", json={"reason": "x"})).status_code == 404
    assert (await north.get(f"/v1/customers/{person}")).json()["name"] == "王小明"
