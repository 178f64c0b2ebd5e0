from dataclasses import replace

import asyncpg
import pytest

from shared.eventstore.telling import fetch_told, told
from shared.testing.serving import Serving

BOTH = ["sample.note.*"]
NOTE = {"text": "hello", "effective_on": "2026-03-01"}


@pytest.fixture
async def note(service: Serving) -> str:
    anna = await service.caller("anna", BOTH, "north")
    return str((await anna.post("/v1/notes", json=NOTE)).json()["note_id"])


async def test_another_unit_sees_nothing_and_changes_nothing(service: Serving, note: str):
    bo = await service.caller("bo", BOTH, "south")
    assert (await bo.get(f"/v1/notes/{note}")).status_code == 404
    assert (await bo.get("/v1/notes")).json() == []
    assert (await bo.put(f"/v1/notes/{note}", json=NOTE, headers={"If-Match": '"1"'})).status_code == 404
    assert (await bo.post(f"/v1/notes/{note}/additions", json=NOTE)).status_code == 404
    assert (await bo.post("/v1/notes", json={**NOTE, "unit": "north"})).status_code == 403


async def test_the_unit_above_sees_what_is_below(service: Serving, note: str):
    boss = await service.caller("boss", BOTH, "hq")
    assert (await boss.get(f"/v1/notes/{note}")).status_code == 200
    assert len((await boss.get("/v1/notes")).json()) == 1


async def test_with_the_predicate_removed_row_level_security_still_holds(service: Serving, note: str):
    bo = await service.caller("bo", BOTH, "south")
    anna = await service.caller("anna")
    assert (await bo.get("/v1/unguarded-notes")).json() == []
    assert (await anna.get("/v1/unguarded-notes")).json() == ["hello"]
    assert note


async def test_a_transaction_that_says_nothing_sees_nothing(service: Serving, note: str):
    async with service.running.store.database.pool("app").acquire() as conn:
        assert await conn.fetchval("SELECT count(*) FROM notes") == 0
        assert await conn.fetchval("SELECT current_user") == "pactline_sample_app"
    assert note


async def test_settings_of_one_transaction_do_not_reach_the_next(service: Serving, note: str):
    anna = await service.caller("anna")
    bo = await service.caller("bo", BOTH, "south")
    for _ in range(5):
        assert len((await anna.get("/v1/notes")).json()) == 1
        assert (await bo.get("/v1/notes")).json() == []
    assert note


UNGUARDED = told("SELECT text FROM notes WHERE text <> $1", parameters=1)


async def asked_in_one(service: Serving, actor: str, *scopes: str) -> list[str]:
    context = replace(service.running.store.system_context(), actor=actor, scopes=scopes)
    async with service.running.begin(context, role="app", read_only=True) as work:
        return [row["text"] for row in await fetch_told(work, UNGUARDED, "other")]


async def test_a_statement_that_makes_its_settings_sees_what_its_caller_may_and_leaves_none(
    service: Serving, note: str
):
    anna = await service.caller("anna")
    await anna.post(f"/v1/notes/{note}/sharing", json={"party": "guest"})
    for _ in range(2):
        assert await asked_in_one(service, "anna", "north") == ["hello"]
        assert await asked_in_one(service, "boss", "hq") == ["hello"]
        assert await asked_in_one(service, "guest", "south") == ["hello"]
        assert await asked_in_one(service, "bo", "south") == []
        assert await asked_in_one(service, "bo") == []
    async with service.running.store.database.pool("app").acquire() as conn:
        assert await conn.fetchval("SELECT count(*) FROM notes") == 0


async def test_a_statement_that_makes_its_settings_writes_nothing(service: Serving):
    append = told("SELECT * FROM append_event($1, $2, $3, $4, $5, $6)", parameters=6)
    context = replace(service.running.store.system_context(), actor="anna", scopes=("north",))
    async with service.running.begin(context, role="app", read_only=True) as work:
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await fetch_told(work, append, "note-x", 1, "sample.note_written.v1", b"{}", None, "{}")


@pytest.mark.parametrize("party", ["bo", "south"])
async def test_a_participant_sees_the_one_thing_it_takes_part_in(service: Serving, note: str, party: str):
    anna = await service.caller("anna")
    await anna.post("/v1/notes", json={**NOTE, "text": "other"})
    shared = await anna.post(f"/v1/notes/{note}/sharing", json={"party": party})
    assert shared.status_code == 201, shared.text
    bo = await service.caller("bo", BOTH, "south")
    assert [one["text"] for one in (await bo.get("/v1/notes")).json()] == ["hello"]
    assert (await bo.get("/v1/unguarded-notes")).json() == ["hello"]
    assert (await bo.post(f"/v1/notes/{note}/additions", json=NOTE)).status_code == 201


async def test_a_unit_that_moves_is_seen_from_its_new_place_at_once(service: Serving, note: str):
    bo = await service.caller("bo", BOTH, "south")
    assert (await bo.get("/v1/notes")).json() == []
    await service.unit("north", "south")
    assert len((await bo.get("/v1/notes")).json()) == 1


async def test_children_whose_parent_came_later_hang_on_it(service: Serving, note: str):
    await service.unit("branch", "late")
    await service.unit("twig", "branch")
    await service.unit("late", "south")
    pool = service.running.store.database.pool("system")
    rows = await pool.fetch("SELECT descendant FROM unit_closure WHERE ancestor = 'south'")
    assert {row["descendant"] for row in rows} == {"south", "late", "branch", "twig"}
    assert note


async def test_a_right_granted_for_reading_does_not_write(service: Serving, note: str):
    reader = await service.caller("reader", ["sample.*.read"], "north")
    assert (await reader.get(f"/v1/notes/{note}")).status_code == 200
    refused = await reader.post("/v1/notes", json=NOTE)
    assert (refused.status_code, refused.json()["permission"]) == (403, "sample.note.write")
