import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from shared.eventstore.database import url_with
from shared.testing.serving import Serving
from shared.web.idempotency import FORGET

BOTH = ["sample.note.*"]
NOTE = {"text": "hello", "effective_on": "2026-03-01"}


async def test_a_command_answers_with_position_and_etag_and_its_effect_is_there(service: Serving):
    anna = await service.caller("anna", BOTH, "north")
    made = await anna.post("/v1/notes", json=NOTE)
    assert made.status_code == 201, made.text
    note_id = made.json()["note_id"]
    assert made.headers["pactline-position"] == f"note-{note_id}@1"
    assert made.headers["etag"] == '"1"'
    shown = await anna.get(f"/v1/notes/{note_id}", params={"at_least": made.headers["pactline-position"]})
    assert shown.json() == {"note_id": note_id, "text": "hello", "version": 1}
    assert shown.headers["etag"] == '"1"'


async def test_the_same_key_gives_the_same_answer_and_one_effect(service: Serving):
    anna = await service.caller("anna", BOTH, "north")
    key = {"Idempotency-Key": "once"}
    first = await anna.post("/v1/notes", json=NOTE, headers=key)
    again = await anna.post("/v1/notes", json=NOTE, headers=key)
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["pactline-position"] == first.headers["pactline-position"]
    assert again.headers["idempotency-replayed"] == "true"
    assert len((await anna.get("/v1/notes")).json()) == 1


async def test_a_stored_answer_is_not_readable_in_the_table(service: Serving):
    anna = await service.caller("anna", BOTH, "north")
    await anna.post("/v1/notes", json=NOTE)
    kept = await service.running.store.database.pool("system").fetchval("SELECT answer FROM idempotency")
    assert b"hello" not in kept


async def test_an_answer_is_kept_for_24_hours_and_then_its_key_is_free(service: Serving):
    anna = await service.caller("anna", BOTH, "north")
    keys = {"younger": timedelta(hours=23, minutes=59), "older": timedelta(hours=24, minutes=1)}
    pool = service.running.store.database.pool("system")
    first = {key: await anna.post("/v1/notes", json=NOTE, headers={"Idempotency-Key": key}) for key in keys}
    for key, age in keys.items():
        await pool.execute("UPDATE idempotency SET given_at = now() - $2::interval WHERE key = $1", key, age)
    await pool.execute(FORGET)
    again = {key: await anna.post("/v1/notes", json=NOTE, headers={"Idempotency-Key": key}) for key in keys}
    assert {key: again[key].content == first[key].content for key in keys} == {"younger": True, "older": False}


async def test_a_key_used_with_another_payload_is_refused(service: Serving):
    anna = await service.caller("anna", BOTH, "north")
    key = {"Idempotency-Key": "once"}
    await anna.post("/v1/notes", json=NOTE, headers=key)
    other = await anna.post("/v1/notes", json={**NOTE, "text": "other"}, headers=key)
    assert (other.status_code, other.json()["type"]) == (422, "urn:pactline:problem:idempotency-key-reused")


async def test_another_caller_may_use_the_same_key(service: Serving):
    anna = await service.caller("anna", BOTH, "north")
    bo = await service.caller("bo", BOTH, "north")
    key = {"Idempotency-Key": "once"}
    first = await anna.post("/v1/notes", json=NOTE, headers=key)
    second = await bo.post("/v1/notes", json=NOTE, headers=key)
    assert second.json()["note_id"] != first.json()["note_id"]


async def test_a_running_key_is_refused_until_it_is_answered(service: Serving):
    anna = await service.caller("anna", BOTH, "north")
    async with service.running.store.database.pool("system").acquire() as other, other.transaction():
        await other.fetchrow("SELECT * FROM claim_key('anna', 'busy')")
        met = await anna.post("/v1/notes", json=NOTE, headers={"Idempotency-Key": "busy"})
    assert (met.status_code, met.json()["type"]) == (409, "urn:pactline:problem:command-running")
    assert (await anna.post("/v1/notes", json=NOTE, headers={"Idempotency-Key": "busy"})).status_code == 201


async def test_of_two_requests_with_one_key_at_once_one_is_done(service: Serving):
    anna = await service.caller("anna", BOTH, "north")
    key = {"Idempotency-Key": "both"}
    answers = await asyncio.gather(*(anna.post("/v1/notes", json=NOTE, headers=key) for _ in range(4)))
    done = [answer for answer in answers if answer.status_code == 201]
    assert done
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.json()["note_id"] for answer in done}) == 1
    count = await service.running.store.database.pool("system").fetchval("SELECT count(*) FROM events")
    assert count == 1


async def test_a_key_is_free_again_for_everybody_once_it_is_answered(service: Serving):
    anna = await service.caller("anna", BOTH, "north")
    for answer in (await anna.post("/v1/notes", json=NOTE), await anna.post("/v1/notes", json={})):
        assert answer.status_code in (201, 422)
    pool = service.running.store.database.pool("system")
    async with asyncio.timeout(5):
        while await pool.fetchval("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 4701"):
            await asyncio.sleep(0.005)


@pytest.fixture
async def operator(service: Serving, postgres_url: str) -> AsyncIterator["asyncpg.Connection[Any]"]:
    """Who may end the connections of others."""
    conn = await asyncpg.connect(url_with(postgres_url, database=service.running.store.database.name))
    yield conn
    await conn.close()


async def test_requests_go_on_when_the_connection_that_holds_their_keys_is_cut(
    service: Serving, operator: "asyncpg.Connection[Any]"
):
    anna = await service.caller("anna", BOTH, "north")
    cut = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = 4701"

    times, enough = 0, asyncio.Event()

    async def cutting():
        nonlocal times
        while not enough.is_set():
            times += len(await operator.fetch(cut))
            await asyncio.sleep(0.005)

    async def heard_last():
        """The last cut reaches a connection after it was made, and then the service by its next request."""
        while (await anna.post("/v1/notes", json=NOTE, headers=keys[0])).status_code == 503:
            await asyncio.sleep(0.005)

    cutter = asyncio.create_task(cutting())
    keys = [{"Idempotency-Key": f"key-{number}"} for number in range(30)]
    first = [await anna.post("/v1/notes", json=NOTE, headers=key) for key in keys]
    enough.set()
    await cutter
    assert times
    await asyncio.wait_for(heard_last(), 5)
    again = [await anna.post("/v1/notes", json=NOTE, headers=key) for key in keys]
    assert {answer.status_code for answer in first} <= {201, 503}
    assert {answer.status_code for answer in again} == {201}
    for one, other in zip(first, again, strict=True):
        if one.status_code == 201:
            assert one.json() == other.json()
    assert await operator.fetchval("SELECT count(*) FROM events") == 30


async def test_who_asks_for_a_key_while_the_connection_is_lost_is_told_so_and_may_ask_again(
    service: Serving, operator: "asyncpg.Connection[Any]"
):
    anna = await service.caller("anna", BOTH, "north")
    asking = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted AND relation = 'idempotency'::regclass"
    key = {"Idempotency-Key": "once"}
    async with asyncio.timeout(10):
        async with operator.transaction():
            await operator.execute("LOCK TABLE idempotency")
            asked = asyncio.create_task(anna.post("/v1/notes", json=NOTE, headers=key))
            while not await operator.fetch(asking):
                await asyncio.sleep(0.01)
            assert (await asked).status_code == 503
        assert (await anna.post("/v1/notes", json=NOTE, headers=key)).status_code == 201


@pytest.mark.parametrize("key", [None, "", " ", "a" * 201, "ü"])
async def test_a_command_needs_a_key_of_the_accepted_form(service: Serving, key):
    await service.grant("anna", BOTH, "north")
    client = service.client({"Authorization": f"Bearer {service.issuer.token('anna', 'sample')}"})
    client.event_hooks = {"request": []}
    headers = {} if key is None else {"Idempotency-Key": key.encode("utf-8")}
    answer = await client.post("/v1/notes", json=NOTE, headers=headers)
    kind = "missing" if key is None else "malformed"
    assert (answer.status_code, answer.json()["type"]) == (400, f"urn:pactline:problem:idempotency-key-{kind}")


async def test_an_edit_needs_the_version_that_was_read(service: Serving):
    anna = await service.caller("anna", BOTH, "north")
    note_id = (await anna.post("/v1/notes", json=NOTE)).json()["note_id"]
    address = f"/v1/notes/{note_id}"
    assert (await anna.put(address, json=NOTE)).status_code == 428
    assert (await anna.put(address, json=NOTE, headers={"If-Match": "x"})).status_code == 400
    assert (await anna.put(address, json=NOTE, headers={"If-Match": 'W/"1"'})).status_code == 400
    assert (await anna.put(address, json=NOTE, headers={"If-Match": '"7"'})).status_code == 412
    edited = await anna.put(address, json={**NOTE, "text": "new"}, headers={"If-Match": '"1"'})
    assert (edited.status_code, edited.headers["etag"]) == (200, '"2"')


async def test_additive_commands_that_meet_reload_and_all_have_their_effect(service: Serving):
    anna = await service.caller("anna", BOTH, "north")
    note_id = (await anna.post("/v1/notes", json=NOTE)).json()["note_id"]
    answers = await asyncio.gather(
        *(anna.post(f"/v1/notes/{note_id}/additions", json={**NOTE, "text": str(n)}) for n in range(4))
    )
    assert [answer.status_code for answer in answers] == [201] * 4
    shown = (await anna.get(f"/v1/notes/{note_id}")).json()
    assert shown["version"] == 5
    assert sorted(shown["text"].split("+")[1:]) == ["0", "1", "2", "3"]


async def test_a_refusal_that_is_a_fact_is_committed_and_one_that_is_raised_is_not(service: Serving):
    anna = await service.caller("anna", BOTH, "north")
    note_id = (await anna.post("/v1/notes", json=NOTE)).json()["note_id"]
    fact = await anna.post(f"/v1/notes/{note_id}/weights", json={**NOTE, "weight": "11"})
    assert (fact.status_code, fact.json()["limit"]) == (422, "10")
    assert fact.headers["pactline-position"] == f"note-{note_id}@2"
    plain = await anna.post(f"/v1/notes/{note_id}/weights", json={**NOTE, "weight": "5"})
    assert plain.status_code == 422
    count = await service.running.store.database.pool("system").fetchval("SELECT count(*) FROM events")
    assert count == 2


async def test_a_position_that_does_not_arrive_is_answered_503_with_a_time_to_come_back(service: Serving):
    anna = await service.caller("anna", BOTH, "north")
    note_id = (await anna.post("/v1/notes", json=NOTE)).json()["note_id"]
    wrong = await anna.get(f"/v1/notes/{note_id}", params={"at_least": "yesterday"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/query/at_least")
    late = await anna.get(f"/v1/notes/{note_id}", params={"at_least": f"note-{note_id}@2"})
    assert (late.status_code, late.headers["retry-after"]) == (503, "2")
    assert late.json()["type"] == "urn:pactline:problem:position-not-reached"


async def test_the_position_of_a_command_over_hundreds_of_streams_can_be_given_back(service: Serving):
    anna = await service.caller("anna", BOTH, "north")
    made = await anna.post("/v1/notes", json=NOTE)
    position = ",".join([made.headers["pactline-position"]] * 601)
    shown = await anna.get(f"/v1/notes/{made.json()['note_id']}", params={"at_least": position})
    assert shown.status_code == 200
    more = await anna.get(f"/v1/notes/{made.json()['note_id']}", params={"at_least": f"{position},{position}"})
    assert (more.status_code, more.json()["errors"][0]["pointer"]) == (422, "/query/at_least")


async def test_lists_go_on_by_key_until_they_end(service: Serving):
    anna = await service.caller("anna", BOTH, "north")
    for text in ("b", "a", "c", "a", "b"):
        await anna.post("/v1/notes", json={**NOTE, "text": text})
    seen, address = [], "/v1/notes?limit=2"
    while address:
        answer = await anna.get(address)
        seen += [note["text"] for note in answer.json()]
        link = answer.headers.get("link", "")
        address = link[1 : link.index(">")] if link else ""
    assert seen == ["a", "a", "b", "b", "c"]
    assert (await anna.get("/v1/notes?limit=201")).status_code == 422
    for cursor in ("x", "bnVsbA==", "WzEsMl0=", "WyJhIl0="):
        refused = await anna.get(f"/v1/notes?cursor={cursor}")
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/query/cursor")
