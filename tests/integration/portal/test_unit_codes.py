"""Codes that units got before services kept them are in every service once its database is brought up to date."""

import asyncpg

from services.contract.app import SERVICE as CONTRACT
from shared.eventstore.database import url_with
from shared.migrations.unit_codes import learn_codes
from shared.testing.serving import Serve, Serving
from shared.values.ids import new_id

from .conftest import set_up


async def codes(serving: Serving) -> dict[str, str | None]:
    rows = await serving.running.store.database.pool("system").fetch("SELECT unit_id, code FROM units")
    return {row["unit_id"]: row["code"] for row in rows}


async def test_units_that_had_codes_before_are_known_by_them_and_nothing_else_changes(serve: Serve, postgres_url: str):
    portal = await set_up(serve, topic_prefix=f"{new_id()}-")
    contract = await serve(CONTRACT, topic_prefix=f"{new_id()}-")  # nothing comes to it but what is learned
    answers = {}
    for name, code in (("North", "NJ-01"), ("South", "NJ-02"), ("West", None)):
        body = {"parent_id": portal.unit_id, "name": name, "kind": "city", "effective_on": "2026-01-01", "code": code}
        answer = await portal.admin.post("/v1/units", json=body)
        assert answer.status_code == 201, answer.text
        answers[name] = answer.json()
    made = {name: answer["unit_id"] for name, answer in answers.items()}
    moved = {**body, "name": "South", "code": "NJ-20"}
    at = {"If-Match": f'"{answers["South"]["version"]}"'}
    changed = await portal.admin.put(f"/v1/units/{made['South']}", json=moved, headers=at)
    assert changed.status_code == 200, changed.text
    await contract.unit(portal.unit_id)
    await contract.unit(made["North"], portal.unit_id)
    await contract.unit(made["South"], portal.unit_id, code="NJ-02")
    await contract.unit(made["West"], portal.unit_id, code="gone")
    own = await codes(portal.serving)
    stores = {"portal": portal.serving.running.store, "contract": contract.running.store}
    databases = {name: url_with(postgres_url, database=store.database.name) for name, store in stores.items()}
    before = await asyncpg.connect(databases["portal"])
    try:
        await before.execute("UPDATE units SET code = NULL")
    finally:
        await before.close()
    await learn_codes(databases)
    known = await codes(contract)
    assert known == {portal.unit_id: own[portal.unit_id], made["North"]: "NJ-01", made["South"]: "NJ-20",
                     made["West"]: None}  # fmt: skip
    assert await codes(portal.serving) == own
    await learn_codes({name: databases[name] for name in ("contract",)})
    assert await codes(contract) == known
