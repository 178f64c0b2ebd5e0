"""What was done, refused and tried at the door: searched, paged, seen by who is responsible, changed by nobody."""

import asyncio
import re
from datetime import UTC, datetime, timedelta

import asyncpg
import httpx
import pytest

from services.portal.account.journal import login_digest
from shared.eventstore.database import url_with
from shared.testing.isolation import SECRET
from shared.web.logs import NAMES, keys_of_logs, seal_log, verify_log

from .conftest import PASSWORD, Portal


async def journal(client: httpx.AsyncClient, **asked: str) -> list[dict]:
    answer = await client.get("/v1/journal", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()["lines"]


async def operations(client: httpx.AsyncClient, **asked: str) -> list[dict]:
    answer = await client.get("/v1/operations", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()["operations"]


@pytest.fixture
async def auditor(portal: Portal) -> httpx.AsyncClient:
    await portal.join("audrey", portal.unit_id, "auditor")
    return await portal.speak_for("audrey")


async def test_every_turn_of_signing_in_is_a_line(portal: Portal, auditor: httpx.AsyncClient):
    anna = await portal.join("anna", portal.unit_id)
    for _ in range(5):
        await portal.sign_in("anna", "wrong")
    await portal.sign_in("anna")
    portal.clock.advance(timedelta(minutes=16))
    auditor = await portal.speak_for("audrey")
    session = (await portal.sign_in("anna")).json()["session"]
    await portal.http.post("/v1/sign-outs", json={"session": session})
    told = [line["outcome"] for line in await journal(auditor, kind="sign_in", actor=anna)]
    assert told == ["signed_out", "signed_in", "locked", "locked_out", *["refused"] * 4]


async def test_a_login_that_is_nobodys_is_found_by_who_knows_it_and_read_by_nobody(portal: Portal, auditor):
    await portal.sign_in("wang.fang", "guess")
    (line,) = await journal(auditor, subject=login_digest("wang.fang"))
    assert (line["outcome"], line["actor"]) == ("unknown", "")
    assert "wang.fang" not in str(await journal(auditor))


async def test_where_somebody_signed_in_from_is_told_until_they_are_erased(portal: Portal, auditor):
    anna = await portal.join("anna", portal.unit_id)
    await portal.sign_in("anna")
    (line,) = await journal(auditor, actor=anna)
    assert (line["address"], line["detail"]) == ("127.0.0.1", "127.0.0.0/24")
    await portal.admin.post(f"/v1/staff/{anna}/leaving", json={"effective_on": "2026-03-01"})
    await portal.admin.post(f"/v1/staff/{anna}/erasure", json={"reason": "asked for"})
    assert [one["address"] for one in await journal(auditor, actor=anna)] == ["[erased]"]


async def test_what_was_done_is_told_by_its_events_and_what_was_refused_by_the_journal(portal: Portal, auditor):
    north = await portal.unit("N")
    clerk = await portal.join("clerk", north, "salesperson")
    client = await portal.speak_for("clerk")
    assert (await client.post("/v1/units", json={})).status_code == 403
    (line,) = await journal(auditor, kind="refusal", actor=clerk)
    assert (line["subject"], line["outcome"], line["detail"]) == ("POST /v1/units", "forbidden", "403")
    assert line["unit_id"] == north
    granted, *_ = await operations(auditor, kind="portal.role_granted.v1,portal.role_revoked.v1")
    assert (granted["actor"], granted["stream"]) == (portal.staff_id, f"staff-{clerk}")
    await portal.admin.post(f"/v1/staff/{clerk}/roles/salesperson/revocation", json={"unit_id": north})
    assert [one["type"] for one in await operations(auditor, stream=f"staff-{clerk}")] == [
        "portal.role_revoked.v1",
        "portal.role_granted.v1",
        "portal.staff_joined.v1",
    ]


async def test_a_log_is_searched_by_person_time_kind_and_unit_and_read_page_by_page(portal: Portal, auditor):
    north = await portal.unit("N")
    await portal.join("anna", north)
    everything = await operations(auditor)
    whole, cursor = [], None
    while cursor != "":
        asked = {"limit": "3", **({"cursor": cursor} if cursor else {})}
        answer = await auditor.get("/v1/operations", params=asked)
        whole += answer.json()["operations"]
        cursor = httpx.URL(answer.links["next"]["url"]).params["cursor"] if answer.links else ""
    assert whole == everything
    assert {one["unit_id"] for one in await operations(auditor, unit=north)} == {north}
    assert await operations(auditor, actor="nobody") == []
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    assert await operations(auditor, since=later) == []
    assert await operations(auditor, until=later) == everything


async def test_an_auditor_of_one_unit_reads_nothing_of_another(portal: Portal):
    north, south = await portal.unit("N"), await portal.unit("S")
    await portal.join("sam", south)
    await portal.sign_in("sam")
    await portal.join("nora", north, "auditor")
    nora = await portal.speak_for("nora")
    assert {one["unit_id"] for one in await operations(nora)} == {north}
    assert {one["unit_id"] for one in await journal(nora)} == {north}


async def test_who_opened_personal_data_is_asked_by_person_only_by_who_is_responsible_for_everything(
    portal: Portal, auditor
):
    anna = await portal.join("anna", portal.unit_id)
    await portal.admin.get(f"/v1/staff/{anna}")
    asked = {"actor": portal.staff_id, "until": (datetime.now(UTC) + timedelta(hours=1)).isoformat()}
    first, *_ = (await auditor.get("/v1/looks", params=asked)).json()["looks"]
    assert (first["purpose"], first["streams"]) == ("GET /v1/staff/{staff_id}", [f"staff-{anna}"])
    await portal.join("nora", await portal.unit("N"), "auditor")
    assert (await (await portal.speak_for("nora")).get("/v1/looks", params=asked)).status_code == 403


async def test_which_version_ran_from_when_is_told_once(portal: Portal, auditor):
    assert len(await journal(auditor, kind="version")) == 1
    (line,) = await journal(auditor, kind="version")
    assert re.fullmatch(r"[0-9.]+ \(platform [0-9]{4}, service [0-9]{4}\)", line["outcome"])


async def test_a_log_without_the_right_is_refused(portal: Portal):
    await portal.join("li", portal.unit_id, "manager")
    li = await portal.speak_for("li")
    assert (await li.get("/v1/journal")).status_code == 403
    assert (await li.get("/v1/operations")).status_code == 403


@pytest.mark.parametrize(
    ("log", "done"),
    [
        ("journal", "UPDATE journal SET outcome = 'signed_iN' WHERE outcome = 'refused'"),
        ("journal", "DELETE FROM journal WHERE outcome = 'refused'"),
        ("events", "UPDATE events SET data = set_byte(data, 9, get_byte(data, 9) # 1) WHERE position = 2"),
        ("looks", "UPDATE looks SET actor = 'somebody else' WHERE number = 1"),
    ],
)
async def test_one_byte_changed_by_the_owner_is_found_and_named(portal: Portal, postgres_url: str, log: str, done: str):
    await portal.sign_in("root", "wrong")
    await portal.admin.get("/v1/staff")
    name = portal.serving.running.store.database.name
    owner = await asyncpg.connect(url_with(postgres_url, database=name))
    try:
        for each, key in keys_of_logs(SECRET).items():
            # The portal seals in the background too; who comes second waits until it has.
            async with asyncio.timeout(30):
                while (found := await verify_log(owner, each, key)).waiting:
                    await seal_log(owner, each, key)
            assert (found.broken, found.records > 0) == ("", True), each
        async with owner.transaction():
            await owner.execute("SET LOCAL session_replication_role = replica")
            await owner.execute(done)
        broken = {each: (await verify_log(owner, each, key)).broken for each, key in keys_of_logs(SECRET).items()}
    finally:
        await owner.close()
    assert set(NAMES) == set(broken)
    assert [each for each, words in broken.items() if words] == [log]
    assert any(word in broken[log] for word in ("was changed", "is gone"))


async def test_nobody_of_the_service_changes_a_line(portal: Portal):
    await portal.sign_in("root", PASSWORD)
    for role in ("app", "system"):
        for statement in ("UPDATE journal SET actor = actor", "DELETE FROM journal", "TRUNCATE journal"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await portal.serving.running.store.database.pool(role).execute(statement)
