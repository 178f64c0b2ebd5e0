"""Back-ups from a page: asked for by who may, told of with what stood in the way, logged. That one is whole, and comes
back, is the story of tests/integration/keeping.
"""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shared.keeping import manifest as manifests
from shared.keeping.manifest import Manifest
from shared.runtime.requests import Told, Wanted, read_told, take, tell
from shared.runtime.state import Process, State, write_state
from shared.testing.serving import Serve

from .conftest import PASSWORD, Portal, set_up
from .test_second_factor import enrolled
from .visiting import browse

AT = "/v1/backups"


async def ended(portal: Portal) -> dict[str, Any]:
    async with asyncio.timeout(60):
        while True:
            [one] = (await portal.admin.get(AT)).json()["backups"]
            if one["ended_at"] is not None:
                return dict(one)
            await asyncio.sleep(0.1)


async def test_it_takes_the_permission_on_everything(portal: Portal):
    below = await portal.unit("Nanjing")
    await portal.join("clerk", below, "system_administrator")
    await portal.join("anna", portal.unit_id, "salesperson")
    clerk, anna = await portal.speak_for("clerk"), await portal.speak_for("anna")
    for answer in (await clerk.get(AT), await clerk.post(AT)):
        assert (answer.status_code, answer.json()["type"]) == (403, "urn:pactline:problem:whole-installation")
    assert (await anna.post(AT)).status_code == 403
    assert (await portal.admin.get(AT)).json()["backups"] == []


async def test_what_stands_in_the_way_is_said_on_the_page_and_in_the_journal(serve: Serve, tmp_path: Path):
    taken = tmp_path / "taken"
    taken.write_text("no folder", encoding="utf-8")
    portal = await set_up(serve, backups=taken)
    page = await browse(portal)
    assert "Back up now" in await page.read("/operations/backups")
    shown = await page.send("/operations/backups", key="once")
    assert "being made" in shown
    again = await portal.admin.post(AT)
    assert (again.status_code, again.json()["type"]) == (409, "urn:pactline:problem:backup-runs")
    told = await ended(portal)
    assert (told["state"], told["there"], told["actor"]) == ("failed", False, portal.staff_id)
    assert str(taken) in told["why"]
    assert told["why"].partition(":")[0] in await page.read("/operations/backups")
    lines = (await portal.admin.get("/v1/journal", params={"kind": "export"})).json()["lines"]
    assert [(one["outcome"], one["actor"]) for one in lines] == [
        ("backup_failed", portal.staff_id),
        ("backup_wanted", portal.staff_id),
    ]


def lying(folder: Path, name: str) -> Path:
    """A back-up that lies in the folder, and that no row knows."""
    place = folder / name
    place.mkdir(parents=True)
    made = Manifest(made_at=datetime(2026, 1, 1, tzinfo=UTC), fingerprint="of some", services=(), parts=())
    manifests.write(place, made)
    return place


async def known(portal: Portal) -> dict[str, Any]:
    async with asyncio.timeout(60):
        while not (found := (await portal.admin.get(AT)).json())["backups"]:
            await asyncio.sleep(0.05)
    return dict(found["backups"][0])


async def test_where_nobody_runs_the_services_the_page_shows_the_command(serve: Serve, tmp_path: Path):
    place = lying(tmp_path / "backups", "earlier")
    portal = await set_up(serve, data_dir=tmp_path)
    one = await known(portal)
    assert (one["place"], one["state"], one["there"]) == (str(place), "done", True)
    shown = await (await browse(portal)).read("/operations/backups")
    assert ("not run by pactline up" in shown, f"pactline restore {place}" in shown) == (True, True)
    answer = await portal.admin.post(f"{AT}/{one['backup_id']}/restoration", json={"password": PASSWORD})
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:pactline:problem:not-supervised")


async def test_a_restore_is_wished_for_with_the_password_and_told_of_afterwards(serve: Serve, tmp_path: Path):
    place = lying(tmp_path / "backups", "earlier")
    write_state(tmp_path / "state.json", State(Process.of("supervisor", os.getppid()), "", (), {}, restores=True))
    portal = await set_up(serve, data_dir=tmp_path)
    one = await known(portal)
    page = await browse(portal)
    assert "Your password" in await page.read("/operations/backups")
    form = {"backup_id": one["backup_id"], "password": "something else"}
    refused = await page.send("/operations/backups/restoration", status=403, **form)
    assert "Password or code do not fit" in refused
    assert take(tmp_path) is None
    await page.send("/operations/backups/restoration", status=303, **(form | {"password": PASSWORD}))
    again = await portal.admin.post(f"{AT}/{one['backup_id']}/restoration", json={"password": PASSWORD})
    assert (again.status_code, again.json()["type"]) == (409, "urn:pactline:problem:restore-runs")
    waiting = await page.read("/operations/backups")
    assert ("data-waiting" in waiting, "Your password" in waiting) == (True, False)
    at, sent = f"{AT}/{one['backup_id']}/restoration", {"json": {"password": PASSWORD}}
    wanted = take(tmp_path)
    assert wanted is not None
    assert (wanted.source, wanted.actor) == (str(place), portal.staff_id)

    tell(tmp_path, Told(wanted, "failed", why="customer.dump is not as it was written."))
    shown = await page.read("/operations/backups")
    assert ("earlier was not brought back" in shown, "customer.dump is not as it was written." in shown) == (True, True)
    lines = (await portal.admin.get("/v1/journal", params={"kind": "export"})).json()["lines"]
    assert [(item["outcome"], item["actor"]) for item in lines] == [("restore_wanted", portal.staff_id)]

    key = {"Idempotency-Key": "once"}
    first, repeated = [(await portal.admin.post(at, headers=key, **sent)).json() for _ in range(2)]
    wanted = take(tmp_path)
    assert wanted is not None
    assert first == repeated == {"restore_id": wanted.restore_id}
    tell(tmp_path, Told(wanted, "done"))
    assert (await portal.admin.post(at, headers=key, **sent)).json() == first
    assert take(tmp_path) is None, "a repeat brings nothing back once more"


async def test_who_has_a_second_factor_shows_a_code_of_it_too_and_each_counts_once(serve: Serve, tmp_path: Path):
    lying(tmp_path / "backups", "earlier")
    write_state(tmp_path / "state.json", State(Process.of("supervisor", os.getppid()), "", (), {}, restores=True))
    portal = await set_up(serve, data_dir=tmp_path)
    one, page = await known(portal), await browse(portal)
    assert "Code of your second factor" not in await page.read("/operations/backups")
    phone, recovery = await enrolled(portal, "root")
    assert "Code of your second factor" in await page.read("/operations/backups")
    at = f"{AT}/{one['backup_id']}/restoration"
    without = await portal.admin.post(at, json={"password": PASSWORD})
    assert (without.status_code, without.json()["type"]) == (403, "urn:pactline:problem:second-factor-needed")
    form = {"backup_id": one["backup_id"], "password": PASSWORD}
    for refused in ({"code": phone.wrong}, {"code": phone.code, "password": "something else"}):
        shown = await page.send("/operations/backups/restoration", status=403, **(form | refused))
        assert "Password or code do not fit" in shown
    lines = (await portal.admin.get("/v1/journal", params={"kind": "sign_in"})).json()["lines"]
    assert [line["outcome"] for line in lines[:2]] == ["refused", "code_refused"], "failures are kept though refused"
    assert take(tmp_path) is None
    await page.send("/operations/backups/restoration", status=303, **(form | {"code": phone.code}))
    assert take(tmp_path) is not None
    again = await portal.admin.post(at, json={"password": PASSWORD, "code": phone.code})
    assert (again.status_code, again.json()["type"]) == (403, "urn:pactline:problem:proof-refused")
    stands_in = await portal.admin.post(at, json={"password": PASSWORD, "code": recovery[0]})
    assert (stands_in.status_code, take(tmp_path) is not None) == (202, True)
    used_up = await portal.admin.post(at, json={"password": PASSWORD, "code": recovery[0]})
    assert used_up.status_code == 403


async def test_what_came_of_a_restore_is_logged_once_by_the_portal_that_it_started(serve: Serve, tmp_path: Path):
    wanted = Wanted("r-1", "/backups/earlier", "somebody", datetime(2026, 1, 1, tzinfo=UTC).isoformat())
    tell(tmp_path, Told(wanted, "done", events=3, ended_at=wanted.asked_at))
    portal = await set_up(serve, data_dir=tmp_path)
    async with asyncio.timeout(60):
        while (told := read_told(tmp_path)) is None or not told.noted:
            await asyncio.sleep(0.05)
    lines = (await portal.admin.get("/v1/journal", params={"kind": "export"})).json()["lines"]
    assert [(item["outcome"], item["detail"], item["actor"]) for item in lines] == [
        ("restore_done", "earlier", "somebody")
    ]


async def test_one_who_keeps_a_unit_below_brings_nothing_back(serve: Serve, tmp_path: Path):
    lying(tmp_path / "backups", "earlier")
    portal = await set_up(serve, data_dir=tmp_path)
    one = await known(portal)
    await portal.join("clerk", await portal.unit("Nanjing"), "system_administrator")
    clerk = await portal.speak_for("clerk")
    answer = await clerk.post(f"{AT}/{one['backup_id']}/restoration", json={"password": PASSWORD})
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:pactline:problem:not-found")
