"""Lists taken away: begun by a form, made beside the pages, found again, kept for who asked and for a day."""

import asyncio
from datetime import timedelta

from services.portal.export.handlers import begin, export_of, forget_old, keep_piece, note
from services.portal.export.tables import export_pieces
from shared.values.ids import new_id

from .test_imports_pages import House, house
from .visiting import Browser, browse

__all__ = ["house"]


async def begun(browser: Browser, what: str, key: str = "") -> str:
    form = {"key": key or new_id(), "form_token": browser.token}
    answer = await browser.http.post(f"/exports/{what}", data=form)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def over(browser: Browser, place: str) -> str:
    for _ in range(400):
        shown = await browser.read(place)
        if "data-stream" not in shown:
            return shown
        await asyncio.sleep(0.05)
    raise AssertionError(shown)


async def test_a_list_is_made_beside_the_page_and_downloaded_once_it_is_ready(house: House):
    await house.done(await house.begun(await house.placed(), "import"))
    place = await begun(house.browser, "customers")
    shown = await over(house.browser, place)
    assert "Ready" in shown
    assert 'value="100"' in shown
    answer = await house.browser.http.get(f"{place}/file.csv")
    assert "attachment" in answer.headers["content-disposition"]
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Number,Name,Kind")
    assert sorted(line.split(",")[1] for line in lines[1:]) == ["多瑙河", "长江电缆"]
    assert place in await house.browser.read("/exports")
    async with house.browser.http.stream("GET", f"{place}/live") as live:
        assert "event: over" in [line async for line in live.aiter_lines()]


async def test_a_form_sent_twice_is_one_export_and_it_is_nobody_else_s(house: House):
    key = new_id()
    place = await begun(house.browser, "customers", key)
    assert await begun(house.browser, "customers", key) == place
    assert (await house.browser.read("/exports")).count(place) == 1
    await over(house.browser, place)
    await house.portal.join("second", house.portal.unit_id, "manager")
    other = await browse(house.portal, "second")
    assert place not in await other.read("/exports")
    for address in (place, f"{place}/live", f"{place}/file.csv"):
        assert (await other.http.get(address)).status_code == 404, address


async def test_a_list_that_breaks_off_says_so_and_gives_no_half_of_itself(house: House):
    place = await begun(house.browser, "contracts")
    assert "Broken off" in await over(house.browser, place)
    assert (await house.browser.http.get(f"{place}/file.csv")).status_code == 404


async def test_who_may_not_see_a_list_takes_none_away(house: House):
    await house.portal.join("keeper", house.portal.unit_id, "asset_keeper")
    keeper = await browse(house.portal, "keeper")
    form = {"key": new_id(), "form_token": keeper.token}
    assert (await keeper.http.post("/exports/customers", data=form)).status_code == 403


async def test_an_export_without_a_maker_is_broken_off_and_an_old_one_is_gone_with_its_content(house: House):
    running, staff, lost, old = house.portal.serving.running, house.portal.staff_id, new_id(), new_id()
    sealer = running.store.sealer
    async with running.begin() as work:
        for export_id in (lost, old):
            key = await begin(work, sealer, export_id, staff, "customers")
            assert key
            await keep_piece(work, sealer, export_id, key, 0, "长江电缆".encode())
            await note(work, export_id, rows=1, expected=2, state="running")
        sealed = await work.value(export_pieces.select().with_only_columns(export_pieces.c.sealed).limit(1))
        assert "长江电缆".encode() not in sealed
        earlier = "touched_at = touched_at - $2::interval, until = until - $3::interval"
        ago = f"UPDATE exports SET {earlier} WHERE export_id = $1"
        await work.conn.execute(ago, lost, timedelta(minutes=2), timedelta(0))
        await work.conn.execute(ago, old, timedelta(0), timedelta(days=2))
    assert "Broken off" in await house.browser.read(f"/exports/{lost}")
    assert (await house.browser.http.get(f"/exports/{old}")).status_code == 404
    async with running.begin() as work:
        await forget_old(work)
        assert await work.conn.fetchval("SELECT count(*) FROM export_pieces WHERE export_id = $1", old) == 0
        found = await export_of(work, staff, lost)
        assert found is not None
        assert (found.state, found.share) == ("failed", 50)
