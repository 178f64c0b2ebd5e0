from dataclasses import replace

from services.notify.rule.shipped import SHIPPED

from .conftest import ALL, Notify, signed

SIGNED = next(rule for rule in SHIPPED if rule.code == "contract-signed").model_dump(mode="json")


async def test_a_unit_lays_down_its_own_version_for_itself_and_those_below(notify: Notify):
    chief = await notify.serving.caller("chief", ALL, "jiangsu")
    quiet = {"definition": {**SIGNED, "channels": ["inbox"]}}
    made = await chief.post("/v1/rules", json=quiet)
    assert (made.status_code, made.json()["version"]) == (201, 1)
    assert (await chief.post("/v1/rules", json={**quiet, "enabled": False})).json()["version"] == 2
    everywhere = replace(signed(2, signed_on="2026-05-05"), unit="hq")
    await notify.hears(signed(), everywhere)
    rows = await notify.store.database.pool("system").fetch("SELECT cause, rule_version FROM messages")
    assert {tuple(row) for row in rows} == {("contract-1@2", 0)}
    rules = (await chief.get("/v1/rules", params={"unit_id": "nanjing"})).json()["rules"]
    assert next(rule for rule in rules if rule["code"] == "contract-signed")["version"] == 2


async def test_a_rule_for_another_unit_or_that_could_not_work_is_refused_and_nothing_kept(notify: Notify):
    chief = await notify.serving.caller("chief", ALL, "nanjing")
    foreign = await chief.post("/v1/rules", json={"unit_id": "suzhou", "definition": SIGNED})
    assert foreign.status_code == 403
    evil = {**SIGNED, "condition": "().__class__.__bases__"}
    assert (await chief.post("/v1/rules", json={"definition": evil})).status_code == 422
    unknown = {**SIGNED, "template": "none"}
    answer = await chief.post("/v1/rules", json={"definition": unknown})
    assert answer.json()["errors"][0]["pointer"] == "/definition/template"
    assert (await notify.row("SELECT count(*) FROM events"))[0] == 0
    assert (await chief.get("/v1/rules", params={"unit_id": "suzhou"})).status_code == 404
