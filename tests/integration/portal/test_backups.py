"""Back-ups from a page: asked for by who may, told of with what stood in the way, logged. That one is whole, and comes
back, is the story of tests/integration/keeping.
"""

import asyncio
from pathlib import Path
from typing import Any

from shared.testing.serving import Serve

from .conftest import Portal, set_up
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
