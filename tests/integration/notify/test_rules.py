from dataclasses import replace

from services.notify.rule.shipped import SHIPPED
from shared.testing.paging import pages

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
    assert (foreign.status_code, foreign.json()["errors"][0]["pointer"]) == (403, "/unit_id")
    none = await chief.post("/v1/rules", json={"unit_id": "nowhere", "definition": SIGNED})
    assert (none.status_code, none.json()["errors"][0]["pointer"]) == (422, "/unit_id")
    evil = {**SIGNED, "condition": "().__class__.__bases__"}
    assert (await chief.post("/v1/rules", json={"definition": evil})).status_code == 422
    unknown = {**SIGNED, "template": "none"}
    answer = await chief.post("/v1/rules", json={"definition": unknown})
    assert answer.json()["errors"][0]["pointer"] == "/definition/template"
    nobody = {**SIGNED, "to": [*SIGNED["to"], {"kind": "person", "person": "nobody"}]}
    answer = await chief.post("/v1/rules", json={"definition": nobody})
    assert answer.json()["errors"][0]["pointer"] == f"/definition/to/{len(SIGNED['to'])}/person"
    assert (await notify.row("SELECT count(*) FROM events"))[0] == 0
    assert (await chief.get("/v1/rules", params={"unit_id": "suzhou"})).status_code == 404
    chiefs = {**SIGNED, "to": [{"kind": "person", "person": "chief"}]}
    assert (await chief.post("/v1/rules", json={"definition": chiefs})).status_code == 201


async def test_the_rules_in_force_are_read_page_by_page(notify: Notify):
    chief = await notify.serving.caller("chief", ALL, "nanjing")
    mine = {**SIGNED, "code": "a-rule-of-ours"}
    assert (await chief.post("/v1/rules", json={"definition": mine})).status_code == 201
    told = await pages(chief, "/v1/rules", "rules", limit=3, unit_id="nanjing")
    assert [rule["code"] for page in told for rule in page] == sorted([mine["code"], *(one.code for one in SHIPPED)])
    assert {len(page) for page in told[:-1]} == {3}
    wrong = await chief.get("/v1/rules", params={"cursor": "x"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/query/cursor")
