"""Ids of people and units in asset's bodies stand for somebody."""

from shared.values.ids import new_id
from tests.integration.asset.conftest import NANJING, Installation, made


async def test_a_holder_or_receiver_who_is_nobody_is_refused_by_the_field(here: Installation):
    asset_id = await here.enter()
    for address, body, pointer in (
        (f"/v1/assets/{asset_id}/moves", {"location": "room 3", "holder_id": new_id()}, "/holder_id"),
        (f"/v1/assets/{asset_id}/transfers", {"receiver": new_id()}, "/receiver"),
    ):
        answer = await here.nanjing.post(address, json=body)
        assert answer.status_code == 422, answer.text
        assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]
    keeper = new_id()
    await here.serving.caller(keeper, ["asset.*"], NANJING)
    await made(here.nanjing, f"/v1/assets/{asset_id}/moves", {"location": "room 3", "holder_id": keeper})
    assert (await here.nanjing.get(f"/v1/assets/{asset_id}")).json()["holder_id"] == keeper
