import asyncio
from decimal import Decimal

import pytest

from services.asset.depreciation import handlers
from shared.eventstore.rebuild import rebuild

from .conftest import CODE, HEADQUARTERS, NANJING, SUZHOU, Installation, made, money, shown

EVENTS = "SELECT count(*) FROM events"


async def test_posting_a_run_twice_changes_nothing(here: Installation):
    await here.enter()
    first = await made(here.nanjing, "/v1/depreciation-runs", {"period": "2026-02"})
    events = await here.count(EVENTS)
    second = await made(here.nanjing, "/v1/depreciation-runs", {"period": "2026-02"})
    assert second == first
    assert await here.count(EVENTS) == events
    assert (first["cards"], first["total"]) == (1, money("1000.00"))


async def test_a_run_of_a_unit_takes_all_below_it_and_each_card_once(here: Installation):
    await here.enter()
    await here.enter("120000.00")
    top = await made(here.headquarters, "/v1/depreciation-runs", {"period": "2026-02", "unit_id": HEADQUARTERS})
    assert (top["cards"], top["total"]) == (2, money("3000.00"))
    city = await made(here.nanjing, "/v1/depreciation-runs", {"period": "2026-02"})
    assert (city["cards"], city["journal"]) == (0, [])


async def test_a_preview_shows_the_journal_and_records_nothing(here: Installation):
    await here.enter()
    events = await here.count(EVENTS)
    preview = await shown(here.nanjing, "/v1/depreciation-preview", period="2026-02")
    assert await here.count(EVENTS) == events
    run = await made(here.nanjing, "/v1/depreciation-runs", {"period": "2026-02"})
    assert (preview["journal"], preview["total"]) == (run["journal"], run["total"])


async def test_missed_months_are_posted_in_the_first_open_period(here: Installation):
    asset_id = await here.enter(in_use="2025-11-20")
    run = await made(here.nanjing, "/v1/depreciation-runs", {"period": "2026-02"})
    assert run["total"] == money("3000.00")
    schedule = await shown(here.nanjing, f"/v1/assets/{asset_id}/schedule")
    assert (schedule["rows"][0]["date"], len(schedule["rows"])) == ("2026-03-31", 57)


async def test_a_large_run_goes_on_by_itself_after_its_first_slice(here: Installation, monkeypatch: pytest.MonkeyPatch):
    for _ in range(5):
        await here.enter()
    monkeypatch.setattr(handlers, "SLICE", 2)
    run = await made(here.nanjing, "/v1/depreciation-runs", {"period": "2026-02"})
    assert run["stage"] == "started"
    path = f"/v1/depreciation-runs/{run['run_id']}"
    for _ in range(100):
        done = await shown(here.nanjing, path)
        if done["stage"] == "posted":
            break
        await asyncio.sleep(0.1)
    assert (done["stage"], done["cards"], done["total"]) == ("posted", 5, money("5000.00"))
    charged = "SELECT count(*) FROM events WHERE type = 'asset.depreciated.v1'"
    assert await here.count(charged) == 5


async def test_a_slice_that_breaks_off_leaves_nothing_and_is_charged_later(
    here: Installation, monkeypatch: pytest.MonkeyPatch
):
    for _ in range(3):
        await here.enter()
    intended = handlers.charge_of
    broken = iter([True])

    def break_off(*arguments: object) -> object:
        if next(broken, False):
            raise ConnectionResetError
        return intended(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(handlers, "charge_of", break_off)
    answer = await here.nanjing.post("/v1/depreciation-runs", json={"period": "2026-02"})
    assert answer.status_code >= 500
    assert await here.count("SELECT count(*) FROM runs") == 0
    run = await made(here.nanjing, "/v1/depreciation-runs", {"period": "2026-02"})
    assert (run["cards"], run["total"]) == (3, money("3000.00"))


async def test_a_reversed_run_is_as_if_it_had_not_been_and_can_be_posted_anew(here: Installation):
    asset_id = await here.enter()
    run = await made(here.nanjing, "/v1/depreciation-runs", {"period": "2026-02"})
    later = await made(here.nanjing, "/v1/depreciation-runs", {"period": "2026-03"})
    reversal = {"reason": "wrong class"}
    refused = await here.nanjing.post(f"/v1/depreciation-runs/{run['run_id']}/reversal", json=reversal)
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "not-latest-charge")
    for one in (later, run):
        await made(here.nanjing, f"/v1/depreciation-runs/{one['run_id']}/reversal", reversal)
    assert (await shown(here.nanjing, f"/v1/assets/{asset_id}"))["accumulated"] == money("0.00")
    again = await made(here.nanjing, "/v1/depreciation-runs", {"period": "2026-02"})
    assert (again["cards"], again["attempt"], again["total"]) == (1, 2, money("1000.00"))


async def test_a_month_that_has_not_begun_is_refused(here: Installation):
    answer = await here.nanjing.post("/v1/depreciation-runs", json={"period": "2199-01"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/period")


@pytest.mark.parametrize("period", ["0000-12", "9999-12", "2026-13"])
async def test_a_month_that_no_calendar_here_has_is_refused_where_it_stood(here: Installation, period: str):
    asked = await here.nanjing.get("/v1/depreciation-preview", params={"period": period})
    posted = await here.nanjing.post("/v1/depreciation-runs", json={"period": period})
    assert [(one.status_code, one.json()["errors"][0]["pointer"]) for one in (asked, posted)] == [
        (422, "/query/period"),
        (422, "/period"),
    ]


async def test_a_run_of_another_unit_is_forbidden_and_unseen(here: Installation):
    answer = await here.suzhou.post("/v1/depreciation-runs", json={"period": "2026-02", "unit_id": NANJING})
    assert answer.status_code == 403
    run = await made(here.nanjing, "/v1/depreciation-runs", {"period": "2026-02"})
    assert (await here.suzhou.get(f"/v1/depreciation-runs/{run['run_id']}")).status_code == 404
    assert (await shown(here.suzhou, "/v1/depreciation-runs"))["runs"] == []


async def test_openings_go_on_and_changes_keep_charges_made(here: Installation):
    opening = {"count": 12, "amount": "12000.00", "first_posting": "2026-02-28"}
    asset_id = await here.enter(in_use="2025-01-10", opening=opening)
    run = await made(here.nanjing, "/v1/depreciation-runs", {"period": "2026-02"})
    assert run["total"] == money("1000.00")
    body = {"book": "accounting", "reason": "review", "periods": 107, "effective_on": "2026-03-01"}
    await made(here.nanjing, f"/v1/assets/{asset_id}/adjustments", body)
    schedule = await shown(here.nanjing, f"/v1/assets/{asset_id}/schedule")
    assert (schedule["accumulated"], schedule["rows"][0]["charge"]) == (money("13000.00"), money("500.00"))
    forecast = await shown(here.nanjing, "/v1/depreciation-forecast", months=12)
    assert forecast["months"][0] == {"period": "2026-03", "charge": money("500.00")}


async def test_a_card_can_be_seen_as_of_any_date(here: Installation):
    project = await made(here.nanjing, "/v1/projects", {"name": "Hall", "effective_on": "2026-01-02"})
    path = f"/v1/projects/{project['project_id']}"
    await made(here.nanjing, f"{path}/costs", {"description": "wages", "amount": money("6000.00"), "kind": "wages"})
    done = await made(
        here.nanjing,
        f"{path}/completion",
        {"assets": [{"name": "Hall", "class_code": CODE}], "in_use": "2026-01-10", "effective_on": "2026-01-12"},
    )
    asset_id = done["assets"][0]["asset_id"]
    await made(here.nanjing, "/v1/depreciation-runs", {"period": "2026-02"})
    settled = {"actual": money("7180.00"), "effective_on": "2026-03-05"}
    await made(here.nanjing, f"{path}/settlement", settled)
    await made(here.nanjing, "/v1/depreciation-runs", {"period": "2026-03"})
    seen = {}
    for on in ("2026-01-31", "2026-02-28", "2026-03-05", "2026-03-31"):
        card = await shown(here.nanjing, f"/v1/assets/{asset_id}/as-of", on=on)
        seen[on] = (card["stage"], card["cost"]["amount"], card["accumulated"]["amount"])
    assert seen == {
        "2026-01-31": ("provisional", "6000.00", "0.00"),
        "2026-02-28": ("provisional", "6000.00", "100.00"),
        "2026-03-05": ("capitalised", "7180.00", "100.00"),
        "2026-03-31": ("capitalised", "7180.00", "220.00"),
    }
    assert (await here.nanjing.get(f"/v1/assets/{asset_id}/as-of", params={"on": "2026-01-11"})).status_code == 404


async def test_the_tables_made_again_from_the_events_are_the_same(here: Installation):
    asset_id = await here.enter()
    run = await made(here.nanjing, "/v1/depreciation-runs", {"period": "2026-02"})
    await made(here.nanjing, f"/v1/assets/{asset_id}/moves", {"location": "room 3"})
    transfer = await made(here.nanjing, f"/v1/assets/{asset_id}/transfers", {"receiver": SUZHOU})
    path = f"/v1/transfers/{transfer['transfer_id']}"
    await made(here.nanjing, f"{path}/approvals", {"unit_id": NANJING})
    await made(here.suzhou, f"{path}/approvals", {"unit_id": SUZHOU})
    await made(here.suzhou, f"{path}/receipt", {"condition": "good"})
    reversal = {"reason": "too early"}
    await made(here.nanjing, f"/v1/depreciation-runs/{run['run_id']}/reversal", reversal)
    checks = await rebuild(here.serving.running.store)
    assert [check.table for check in checks if not check.same] == []
    assert all(check.live_rows for check in checks if check.table in ("cards", "books", "charges", "transfers"))


TYPES = {
    "capitalised": "asset.capitalised.v1",
    "depreciated": "asset.depreciated.v1",
    "depreciation_reversed": "asset.depreciation_reversed.v1",
    "opening": "asset.depreciation_planned.v1",
}


async def test_cost_charges_and_book_value_name_the_events_that_make_them(here: Installation):
    opening = {"count": 2, "amount": "2000.00", "first_posting": "2026-02-28"}
    asset_id = await here.enter(in_use="2025-11-20", opening=opening)
    await made(here.nanjing, "/v1/depreciation-runs", {"period": "2026-02"})
    run = await made(here.nanjing, "/v1/depreciation-runs", {"period": "2026-03"})
    await made(here.nanjing, f"/v1/depreciation-runs/{run['run_id']}/reversal", {"reason": "wrong rate"})
    card = await shown(here.nanjing, f"/v1/assets/{asset_id}")
    for name, figure in (("cost", "cost"), ("accumulated", "accumulated"), ("book_value", "book-value")):
        told = await shown(here.nanjing, f"/v1/assets/{asset_id}/figures/{figure}")
        assert Decimal(told["value"]) == Decimal(card[name]["amount"]), figure
        assert sum(Decimal(one["value"]) for one in told["facts"]) == Decimal(told["value"]), figure
        for fact in told["facts"]:
            events = await shown(here.nanjing, f"/v1/streams/{fact['stream']}/events", version=fact["version"])
            assert events["events"][0]["type"] == TYPES[fact["kind"]]
    adjusted = {"book": "accounting", "reason": "impaired", "cost": "50000.00", "effective_on": "2026-03-01"}
    await made(here.nanjing, f"/v1/assets/{asset_id}/adjustments", adjusted)
    cost = await shown(here.nanjing, f"/v1/assets/{asset_id}/figures/cost")
    assert (cost["value"], {one["value"] for one in cost["facts"]}) == ("50000.00", {"-10000.00", "60000.00"})
    assert (await here.nanjing.get(f"/v1/assets/{asset_id}/figures/beauty")).status_code == 422
