import httpx

from .conftest import ELSEWHERE, HEADQUARTERS, NANJING, SUZHOU, Installation, made, shown


async def offered(here: Installation, receiver: str = SUZHOU, cost: str = "60000.00") -> tuple[str, str]:
    asset_id = await here.enter(cost)
    transfer = await made(here.nanjing, f"/v1/assets/{asset_id}/transfers", {"receiver": receiver, "reason": "idle"})
    return asset_id, f"/v1/transfers/{transfer['transfer_id']}"


async def in_transit(here: Installation) -> tuple[str, str]:
    asset_id, path = await offered(here)
    await made(here.nanjing, f"{path}/approvals", {"unit_id": NANJING})
    await made(here.suzhou, f"{path}/approvals", {"unit_id": SUZHOU})
    return asset_id, path


async def status(client: httpx.AsyncClient, path: str) -> int:
    return (await client.get(path)).status_code


async def test_both_units_see_an_offer_and_another_unit_sees_nothing(here: Installation):
    asset_id, path = await offered(here)
    for client in (here.nanjing, here.suzhou, here.headquarters):
        assert (await shown(client, path))["stage"] == "proposed"
        assert (await shown(client, f"/v1/assets/{asset_id}"))["unit_id"] == NANJING
        assert len((await shown(client, "/v1/transfers"))["transfers"]) == 1
    assert await status(here.stranger, path) == 404
    assert await status(here.stranger, f"/v1/assets/{asset_id}") == 404
    assert (await shown(here.stranger, "/v1/transfers"))["transfers"] == []
    assert (await shown(here.stranger, "/v1/assets"))["assets"] == []


async def test_without_an_offer_the_other_city_sees_nothing(here: Installation):
    asset_id = await here.enter()
    assert await status(here.suzhou, f"/v1/assets/{asset_id}") == 404


async def test_a_refused_asset_comes_back_and_no_book_has_moved(here: Installation):
    asset_id, path = await in_transit(here)
    before = await here.figures()
    refused = await made(here.suzhou, f"{path}/receipt", {"outcome": "refused", "condition": "scratched"})
    assert refused["stage"] == "returning"
    assert await here.figures() == before
    assert (await here.suzhou.post(f"{path}/receipt", json={"condition": "good"})).status_code == 409
    assert (await here.suzhou.post(f"{path}/return", json={"condition": "scratched"})).status_code == 403
    returned = await made(here.nanjing, f"{path}/return", {"condition": "scratched"})
    assert returned["stage"] == "returned"
    card = await shown(here.nanjing, f"/v1/assets/{asset_id}")
    assert (card["unit_id"], card["transfer_id"]) == (NANJING, None)
    assert await status(here.suzhou, f"/v1/assets/{asset_id}") == 404
    assert (await shown(here.suzhou, path))["stage"] == "returned"


async def test_an_asset_is_offered_once_at_a_time_and_again_after_a_rejection(here: Installation):
    asset_id, path = await offered(here)
    again = {"receiver": SUZHOU}
    assert (await here.nanjing.post(f"/v1/assets/{asset_id}/transfers", json=again)).status_code == 409
    rejection = {"unit_id": SUZHOU, "decision": "reject", "reason": "no room"}
    assert (await made(here.suzhou, f"{path}/approvals", rejection))["stage"] == "rejected"
    await made(here.nanjing, f"/v1/assets/{asset_id}/transfers", again)


async def test_who_only_takes_part_cannot_act_for_the_other_side(here: Installation):
    asset_id, path = await offered(here)
    assert (await here.suzhou.post(f"{path}/approvals", json={"unit_id": NANJING})).status_code == 403
    assert (await here.suzhou.post(f"/v1/assets/{asset_id}/moves", json={"location": "x"})).status_code == 403
    assert (await here.suzhou.post(f"/v1/assets/{asset_id}/transfers", json={"receiver": SUZHOU})).status_code == 403
    await made(here.nanjing, f"{path}/approvals", {"unit_id": NANJING})
    assert (await here.suzhou.post(f"{path}/receipt", json={"condition": "good"})).status_code == 409
    await made(here.suzhou, f"{path}/approvals", {"unit_id": SUZHOU})
    assert (await here.nanjing.post(f"{path}/receipt", json={"condition": "good"})).status_code == 403
    assert (await here.stranger.post(f"{path}/receipt", json={"condition": "good"})).status_code == 404


async def test_headquarters_agrees_to_what_is_dear_between_provinces(here: Installation):
    _, path = await offered(here, ELSEWHERE, "500000.01")
    assert HEADQUARTERS in (await shown(here.nanjing, path))["approvers"]
    await made(here.nanjing, f"{path}/approvals", {"unit_id": NANJING})
    await made(here.stranger, f"{path}/approvals", {"unit_id": ELSEWHERE})
    assert (await here.stranger.post(f"{path}/receipt", json={"condition": "good"})).status_code == 409
    done = await made(here.headquarters, f"{path}/approvals", {"unit_id": HEADQUARTERS})
    assert done["stage"] == "in_transit"


async def test_cheap_assets_and_those_within_a_province_need_both_units_alone(here: Installation):
    for receiver, cost in ((ELSEWHERE, "500000.00"), (SUZHOU, "900000.00")):
        _, path = await offered(here, receiver, cost)
        assert sorted((await shown(here.nanjing, path))["approvers"]) == sorted([NANJING, receiver])


async def test_a_unit_that_does_not_exist_is_refused_with_its_field(here: Installation):
    asset_id = await here.enter()
    answer = await here.nanjing.post(f"/v1/assets/{asset_id}/transfers", json={"receiver": "nowhere"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/receiver")


async def test_the_giver_bears_the_month_of_the_transfer_and_the_receiver_the_next(here: Installation):
    asset_id, path = await in_transit(here)
    await made(here.suzhou, f"{path}/receipt", {"condition": "good", "effective_on": "2026-02-15"})
    preview = await shown(here.nanjing, "/v1/depreciation-preview", period="2026-02")
    run = await made(here.nanjing, "/v1/depreciation-runs", {"period": "2026-02"})
    assert (preview["cards"], run["cards"], run["journal"][0]["unit_id"]) == (1, 1, NANJING)
    assert preview["journal"] == run["journal"]
    later = await made(here.suzhou, "/v1/depreciation-runs", {"period": "2026-03"})
    assert (later["cards"], later["journal"][0]["unit_id"]) == (1, SUZHOU)
    card = await shown(here.suzhou, f"/v1/assets/{asset_id}")
    assert card["accumulated"]["amount"] == "2000.00"


async def test_history_goes_with_the_asset_and_still_says_who_had_it(here: Installation):
    asset_id, path = await in_transit(here)
    await made(here.nanjing, "/v1/depreciation-runs", {"period": "2026-03"})
    await made(here.suzhou, f"{path}/receipt", {"condition": "good", "effective_on": "2026-04-02"})
    seen = [await shown(here.suzhou, f"/v1/assets/{asset_id}/as-of", on=on) for on in ("2026-04-01", "2026-04-02")]
    assert [one["unit_id"] for one in seen] == [NANJING, SUZHOU]
    assert {one["accumulated"]["amount"] for one in seen} == {"2000.00"}
    unknown_then = {"on": "2026-04-02", "known_until": "2026-01-01T00:00:00Z"}
    assert (await here.suzhou.get(f"/v1/assets/{asset_id}/as-of", params=unknown_then)).status_code == 404


async def test_who_gave_an_asset_away_opens_its_stream_as_far_as_it_was_theirs(here: Installation):
    asset_id, path = await in_transit(here)
    stream = f"/v1/streams/asset-{asset_id}/events"
    before = [one["id"] for one in (await shown(here.nanjing, stream))["events"]]
    await made(here.suzhou, f"{path}/receipt", {"condition": "good"})
    await made(here.suzhou, f"/v1/assets/{asset_id}/moves", {"location": "Suzhou, first floor"})
    theirs, whole = [(await shown(client, stream))["events"] for client in (here.nanjing, here.suzhou)]
    assert [one["id"] for one in theirs[:-1]] == before
    assert theirs[-1]["type"] == "asset.transferred.v1"
    assert [one["type"] for one in whole[len(theirs) :]] == ["asset.moved.v1"]
    handed_over, moved = theirs[-1]["sequence"], whole[-1]["sequence"]
    assert len((await shown(here.nanjing, stream, version=handed_over))["events"]) == 1
    assert await status(here.nanjing, f"{stream}?version={moved}") == 404
    assert await status(here.stranger, stream) == 404
