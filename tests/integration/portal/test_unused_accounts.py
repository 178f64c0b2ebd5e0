"""Accounts that nobody signs in with: reported once for each time they are left alone, counted, and told of."""

from datetime import timedelta

from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from services.portal.unused_account.background import look
from services.portal.unused_account.handlers import DAYS

from .conftest import Portal


async def reported(portal: Portal) -> list[str]:
    """Whose accounts were reported, the latest first."""
    pool = portal.serving.running.store.database.pool("system")
    rows = await pool.fetch(
        "SELECT stream_id FROM events WHERE type = 'portal.account_unused.v1' ORDER BY position DESC"
    )
    return [row["stream_id"].removeprefix("staff-") for row in rows]


async def test_an_account_is_reported_after_two_weeks_once_and_again_after_it_was_used(portal: Portal):
    anna = await portal.join("anna", portal.unit_id)
    running = portal.serving.running
    portal.clock.advance(timedelta(days=DAYS - 1))
    await portal.sign_in("root")
    assert await look(running) == 0
    portal.clock.advance(timedelta(days=2))
    with capture_logs() as lines:
        assert await look(running) == 1
    assert [line["unused"] for line in lines if line["event"] == "accounts_unused"] == [1]
    assert await reported(portal) == [anna]
    assert REGISTRY.get_sample_value("pactline_accounts_unused") == 1
    assert await look(running) == 0, "it was told once"
    assert REGISTRY.get_sample_value("pactline_accounts_unused") == 1, "and is still unused"
    await portal.sign_in("anna")
    assert await look(running) == 0
    assert REGISTRY.get_sample_value("pactline_accounts_unused") == 0
    portal.clock.advance(timedelta(days=DAYS + 1))
    assert await look(running) == 2
    assert set((await reported(portal))[:2]) == {anna, portal.staff_id}


async def test_who_is_frozen_or_has_left_is_nobodys_worry(portal: Portal):
    frozen, gone = await portal.join("frozen", portal.unit_id), await portal.join("gone", portal.unit_id)
    await portal.admin.post(f"/v1/staff/{frozen}/freezing", json={"effective_on": "2026-01-02"})
    await portal.admin.post(f"/v1/staff/{gone}/leaving", json={"effective_on": "2026-01-02"})
    portal.clock.advance(timedelta(days=DAYS + 1))
    await portal.sign_in("root")
    assert await look(portal.serving.running) == 0
    assert await reported(portal) == []


async def test_the_fact_names_the_unit_and_the_day_of_the_last_use(portal: Portal):
    north = await portal.unit("North")
    anna = await portal.join("anna", north, "salesperson")
    used = portal.clock.now()
    await portal.sign_in("anna")
    portal.clock.advance(timedelta(days=DAYS, hours=1))
    portal.admin = await portal.speak_for("root")
    await look(portal.serving.running)
    events = (await portal.admin.get(f"/v1/streams/staff-{anna}/events")).json()["events"]
    (told,) = [one for one in events if one["type"] == "portal.account_unused.v1"]
    assert told["data"] == {"staff_id": anna, "unit_id": north, "since": f"{used.date()}", "days": DAYS}
    assert told["actor"] == "system"
