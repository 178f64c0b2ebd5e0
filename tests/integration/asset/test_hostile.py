"""What no caller meant: bodies, paths and queries made from the published document, right ones and wrong ones."""

import asyncio

from shared.testing.hostile import attack, behind_a_socket
from tests.integration.security import streams

from .conftest import CODE, HEADQUARTERS, NANJING, SUZHOU, Installation, made, money


async def test_no_input_brings_a_fault_or_an_undocumented_answer(here: Installation):
    await here.serving.grant("anna", ["asset.*"], NANJING)
    await streams.record_streams(here.serving, NANJING, HEADQUARTERS)
    known = {**streams.things_of(here.serving.app.openapi()), **await something_of_each(here)}
    token = {"Authorization": f"Bearer {here.serving.issuer.token('anna', 'asset', lifetime=3000)}"}
    async with behind_a_socket(here.serving.app) as address:
        faults = await asyncio.to_thread(attack, here.serving.app.openapi(), address, token, known)
    assert faults == []


async def something_of_each(here: Installation) -> dict[str, str]:
    asset_id = await here.enter()
    project = await made(here.nanjing, "/v1/projects", {"name": "Hall"})
    costs = {"description": "wages", "amount": money("5.00")}
    await made(here.nanjing, f"/v1/projects/{project['project_id']}/costs", costs)
    transfer = await made(here.nanjing, f"/v1/assets/{asset_id}/transfers", {"receiver": SUZHOU})
    run = await made(here.nanjing, "/v1/depreciation-runs", {"period": "2026-02"})
    ids = {"asset_id": asset_id, "code": CODE}
    return {**ids, **{name: each[name] for each in (project, transfer, run) for name in each if name.endswith("_id")}}
