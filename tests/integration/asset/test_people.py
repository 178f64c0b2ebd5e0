"""Ids of people and units in asset's bodies stand for somebody."""

from typing import Any

import httpx
import pytest

from shared.values.ids import new_id
from tests.integration.asset.conftest import (
    BOOKS,
    CODE,
    ELSEWHERE,
    NANJING,
    PROVINCE,
    SUZHOU,
    Installation,
    made,
    money,
)


def pointers(answer: httpx.Response) -> list[str]:
    return [one["pointer"] for one in answer.json().get("errors", ())]


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


NOBODY = new_id()
TERMS = {"code": "A.03", "name": "Chairs", "books": BOOKS}
ENTRY = {"name": "Rack", "class_code": CODE, "cost": money("10.00"), "in_use": "2026-01-10"}
RUN = {"period": "2026-02", "book": "accounting"}


@pytest.mark.parametrize(
    ("address", "body"), [("/v1/classes", TERMS), ("/v1/projects", {"name": "Hall"}), ("/v1/assets", ENTRY)]
)
async def test_nothing_new_belongs_to_a_unit_of_nobody_a_closed_one_or_one_out_of_reach(
    here: Installation, address: str, body: dict[str, Any]
):
    await here.serving.unit(SUZHOU, PROVINCE, active=False)
    for unit, status in ((NOBODY, 422), (SUZHOU, 422), (ELSEWHERE, 403)):
        answer = await here.nanjing.post(address, json={**body, "unit_id": unit})
        assert (answer.status_code, pointers(answer)) == (status, ["/unit_id"])
    await made(here.headquarters, address, {**body, "unit_id": NANJING})


async def test_a_run_names_a_unit_there_is_and_may_be_of_a_closed_one(here: Installation):
    await here.serving.unit(SUZHOU, PROVINCE, active=False)
    for unit, status in ((NOBODY, 422), (ELSEWHERE, 403)):
        answer = await here.nanjing.post("/v1/depreciation-runs", json={**RUN, "unit_id": unit})
        assert (answer.status_code, pointers(answer)) == (status, ["/unit_id"])
    await made(here.headquarters, "/v1/depreciation-runs", {**RUN, "unit_id": SUZHOU})


async def test_a_unit_that_has_no_say_in_a_transfer_is_named(here: Installation):
    asset_id = await here.enter()
    offered = await made(here.nanjing, f"/v1/assets/{asset_id}/transfers", {"receiver": SUZHOU})
    address = f"/v1/transfers/{offered['transfer_id']}/approvals"
    for client, unit, status in (
        (here.nanjing, NOBODY, 422),
        (here.nanjing, SUZHOU, 403),
        (here.headquarters, ELSEWHERE, 409),
    ):
        answer = await client.post(address, json={"unit_id": unit})
        assert (answer.status_code, pointers(answer)) == (status, ["/unit_id"])


@pytest.mark.parametrize(("address", "body"), [("/v1/projects", {"name": "Hall"}), ("/v1/assets", ENTRY)])
async def test_a_contract_that_was_not_heard_of_is_no_purchase_or_is_out_of_sight_is_refused(
    here: Installation, address: str, body: dict[str, Any]
):
    sold, bought = await here.sign(direction="sales"), await here.sign()
    for client, contract_id in ((here.nanjing, NOBODY), (here.nanjing, sold), (here.suzhou, bought)):
        answer = await client.post(address, json={**body, "contract_id": contract_id})
        assert (answer.status_code, pointers(answer)) == (422, ["/contract_id"])
    await made(here.nanjing, address, {**body, "contract_id": bought})
