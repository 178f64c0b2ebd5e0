"""A back-up made and brought back by who administers the system, without a terminal: one story on an installation."""

import asyncio
from pathlib import Path
from typing import Any

import httpx

from services.story.callers import Caller
from shared.runtime.requests import read_told

from .living import PASSWORD, Living, living, pactline, room

AT = "/v1/backups"
SECONDS = 240


async def registered(caller: Caller, name: str) -> str:
    body = {"kind": "organisation", "name": name, "roles": ["customer"]}
    return str((await caller.post("customer", "/v1/customers", body))["customer_id"])


async def names(caller: Caller) -> set[str]:
    return {one["name"] for one in (await caller.get("customer", "/v1/customers")).json["customers"]}


async def made(caller: Caller) -> dict[str, Any]:
    await caller.post("portal", AT)
    async with asyncio.timeout(SECONDS):
        while True:
            found = (await caller.get("portal", AT)).json["backups"][0]
            if found["ended_at"]:
                return dict(found)
            await asyncio.sleep(0.2)


async def ended(one: Living, since: set[str]) -> tuple[dict[str, Any], list[str]]:
    """What came of a restore that is not one of those before, as a browser asks; and the pages seen until then."""
    seen: list[str] = []
    async with (
        asyncio.timeout(SECONDS),
        httpx.AsyncClient(base_url=one.settings.url("portal"), trust_env=False) as http,
    ):
        while True:
            try:
                page = await http.get("/operations/backups", headers={"accept-language": "en"})
                if page.status_code == 503 and "data-waiting" in page.text:
                    seen.append(page.text)
                elif (await http.get("/readyz")).status_code == 200:
                    async with one.administrator() as caller:
                        told = (await caller.get("portal", AT)).json["restoration"]
                    if told and told["restore_id"] not in since and told["ended_at"]:
                        return told, seen
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.1)


async def killed_while_it_loads(one: Living) -> None:
    async with asyncio.timeout(SECONDS):
        while (told := read_told(one.data_dir)) is None or told.state != "restoring" or not told.step:
            await asyncio.sleep(0.01)
    one.kill()


async def restored(one: Living, caller: Caller, backup: dict[str, Any], since: set[str]) -> tuple[Any, list[str]]:
    asked = f"{AT}/{backup['backup_id']}/restoration"
    answer = await caller.post("portal", asked, {"password": PASSWORD}, status=202)
    told, seen = await ended(one, since)
    assert told["restore_id"] == answer["restore_id"]
    since.add(told["restore_id"])
    return told, seen


async def test_a_backup_is_brought_back_from_the_page_and_a_broken_one_leaves_everything_as_it_was():
    since: set[str] = set()
    with room() as folder, living(folder / "house") as one:
        one.start()
        async with one.administrator(first=True) as caller:
            await registered(caller, "Before Ltd")
            broken, whole = await made(caller), await made(caller)
            await registered(caller, "After Ltd")
            asked = f"{AT}/{whole['backup_id']}/restoration"
            wrong = await caller.post("portal", asked, {"password": "not it at all"}, status=403)
            assert wrong.json["type"].endswith(":proof-refused")
            assert (await caller.get("portal", AT)).json["supervised"] is True

            dump = Path(broken["place"]) / "customer.dump"
            dump.write_bytes(dump.read_bytes()[:-1] + b"?")
            told, seen = await restored(one, caller, broken, since)
            assert (told["state"], seen) == ("failed", [])
            assert "customer.dump" in told["why"]
            assert await names(caller) == {"Before Ltd", "After Ltd"}

            told, seen = await restored(one, caller, whole, since)
            assert (told["state"], told["events"] > 0, told["withdrawn"] > 0) == ("done", True, True), told
            assert any("A back-up is brought back" in page for page in seen)
        async with one.administrator() as caller:
            assert await names(caller) == {"Before Ltd"}
            await registered(caller, "Later Ltd")
            assert await names(caller) == {"Before Ltd", "Later Ltd"}
            known = (await caller.get("portal", AT)).json["backups"]
            assert {(item["place"], item["state"]) for item in known} == {
                (broken["place"], "done"),
                (whole["place"], "done"),
            }
            lines = (await caller.get("portal", "/v1/journal", kind="export", limit=50)).json["lines"]
            assert [item["outcome"] for item in lines if item["outcome"].startswith("restore")] == ["restore_done"]

            asked = f"{AT}/{next(item['backup_id'] for item in known if item['place'] == whole['place'])}/restoration"
            await caller.post("portal", asked, {"password": PASSWORD}, status=202)
            await killed_while_it_loads(one)
        one.start()
        told = read_told(one.data_dir)
        assert told is not None
        assert (told.state, told.why) == ("failed", "broken off")
        async with one.administrator() as caller:
            assert await names(caller) == {"Before Ltd", "Later Ltd"}
        audited = await asyncio.to_thread(pactline, "audit", "--data-dir", one.data_dir)
        assert audited.returncode == 0, audited.stdout + audited.stderr
