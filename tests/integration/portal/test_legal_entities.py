"""Legal entities: registered with a number that can be right, with books, seals and accounts; units by date."""

import json

import pytest
from aiokafka import AIOKafkaConsumer

from shared.eventstore.rebuild import rebuild
from shared.values.ids import new_id

from .conftest import Portal
from .visiting import browse, chinese

ENTITY = {
    "name": "长城贸易有限公司",
    "country": "CN",
    "tax_number": "9111 0000 6000 3734 1L",
    "currency": "CNY",
    "effective_on": "2026-01-01",
}
OTHER = {**ENTITY, "name": "Great Wall GmbH", "country": "DE", "tax_number": "DE136695976", "currency": "EUR"}
NUMBER = "4301010109100012345"
ACCOUNT = {"bank": "中国工商银行", "number": NUMBER, "currency": "CNY", "effective_on": "2026-01-01"}
AT = "/v1/legal-entities"


async def registered(portal: Portal, body: dict[str, str]) -> str:
    made = await portal.admin.post(AT, json=body)
    assert made.status_code == 201, made.text
    return str(made.json()["legal_entity_id"])


async def assign(portal: Portal, unit: str, entity: str | None, day: str) -> None:
    body = {"legal_entity_id": entity, "effective_on": day}
    done = await portal.admin.post(f"/v1/units/{unit}/legal-entities", json=body)
    assert done.status_code == 201, done.text


async def of_unit(portal: Portal, unit: str, day: str) -> str | None:
    answer = (await portal.admin.get(f"/v1/units/{unit}/legal-entity", params={"on": day})).json()
    return answer["legal_entity"] and str(answer["legal_entity"]["legal_entity_id"])


async def test_an_entity_is_registered_under_its_normal_number_once_and_changed_on_what_was_read(portal: Portal):
    entity = await registered(portal, ENTITY)
    shown = (await portal.admin.get(f"{AT}/{entity}")).json()
    assert (shown["tax_number"], shown["version"]) == ("91110000600037341L", 1)
    again = await portal.admin.post(AT, json=ENTITY)
    assert (again.status_code, again.json()["type"]) == (409, "urn:pactline:problem:tax-number-taken")
    changed = {**ENTITY, "name": "长城国际贸易有限公司"}
    for version, status in (("7", 412), ("1", 200), ("1", 412)):
        answer = await portal.admin.put(f"{AT}/{entity}", json=changed, headers={"If-Match": f'"{version}"'})
        assert answer.status_code == status, answer.text
    assert [one["name"] for one in (await portal.admin.get(AT)).json()["legal_entities"]] == [changed["name"]]


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("", {**ENTITY, "tax_number": "91110000600037341M"}, "/tax_number"),
        ("", {**ENTITY, "country": "China"}, "/country"),
        ("", {**ENTITY, "currency": "CNX"}, "/currency"),
        ("", {**ENTITY, "unit_id": new_id()}, "/unit_id"),
        ("/bank-accounts", {**ACCOUNT, "number": "DE89370400440532013001"}, "/number"),
        ("/bank-accounts", {**ACCOUNT, "number": "123"}, "/number"),
        ("/bank-accounts", {**ACCOUNT, "bank_code": "102100099995"}, "/bank_code"),
        (
            "/books",
            {"code": "b", "name": "B", "currency": "CNY", "fiscal_year_start": "02-29", "effective_on": "2026-01-01"},
            "/fiscal_year_start",
        ),
        ("/seals", {"kind": "company", "keeper_id": new_id(), "effective_on": "2026-01-01"}, "/keeper_id"),
        ("/seals", {"kind": "wax", "keeper_id": new_id(), "effective_on": "2026-01-01"}, "/kind"),
    ],
)
async def test_what_can_not_be_right_is_refused_by_its_field(
    portal: Portal, path: str, body: dict[str, str], pointer: str
):
    at = f"{AT}/{await registered(portal, OTHER)}{path}" if path else AT
    refused = await portal.admin.post(at, json=body)
    assert refused.status_code == 422, refused.text
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]
    assert str(body.get("number", "?")) not in refused.text


async def test_books_seals_and_accounts_have_a_beginning_a_keeper_and_an_end(portal: Portal):
    entity, anna = await registered(portal, ENTITY), await portal.join("anna", portal.unit_id)
    at, day = f"{AT}/{entity}", {"effective_on": "2026-05-01"}
    book = {"code": "main", "name": "Main", "currency": "CNY", "fiscal_year_start": "04-01", **day}
    assert (await portal.admin.post(f"{at}/books", json=book)).status_code == 201
    assert (await portal.admin.post(f"{at}/books", json=book)).status_code == 409
    made = await portal.admin.post(f"{at}/seals", json={"kind": "contract", "keeper_id": anna, **day})
    seal = made.json()["seal_id"]
    handed = await portal.admin.post(
        f"{at}/seals/{seal}/handing-over", json={"keeper_id": portal.staff_id, "effective_on": "2026-06-01"}
    )
    assert handed.status_code == 201, handed.text
    early = await portal.admin.post(f"{at}/seals/{seal}/destruction", json={"effective_on": "2026-04-01"})
    assert (early.status_code, early.json()["errors"][0]["pointer"]) == (422, "/effective_on")
    assert (await portal.admin.post(f"{at}/books/main/closing", json={"effective_on": "2026-12-31"})).status_code == 201
    assert (await portal.admin.post(f"{at}/books/tax/closing", json=day)).status_code == 404
    [kept] = (await portal.admin.get(f"{at}/books")).json()["books"]
    assert (kept["fiscal_year_start"], kept["until"]) == ("04-01", "2026-12-31")
    [seen] = (await portal.admin.get(f"{at}/seals")).json()["seals"]
    assert (seen["keeper_id"], seen["until"]) == (portal.staff_id, None)
    last = {"effective_on": "2026-12-31"}
    assert (await portal.admin.post(f"{at}/seals/{seal}/destruction", json=last)).status_code == 201
    account = (await portal.admin.post(f"{at}/bank-accounts", json=ACCOUNT)).json()["account_id"]
    assert (await portal.admin.post(f"{at}/bank-accounts/{account}/closing", json=last)).status_code == 201
    for what in ("seals", "bank_accounts"):
        [ended] = (await portal.admin.get(f"{at}/{what.replace('_', '-')}")).json()[what]
        assert ended["until"] == "2026-12-31", what


async def test_an_account_number_leaves_neither_on_the_topic_nor_in_an_answer_and_who_sees_it_is_logged(portal: Portal):
    entity = await registered(portal, ENTITY)
    at = f"{AT}/{entity}/bank-accounts"
    account = (await portal.admin.post(at, json=ACCOUNT)).json()["account_id"]
    assert (await portal.admin.post(at, json=ACCOUNT)).status_code == 409
    told = await portal.admin.get(at)
    assert told.json()["bank_accounts"][0]["ending"] == "2345"
    events = await portal.admin.get(f"/v1/streams/legal_entity-{entity}/events")
    running = portal.serving.running
    system = running.store.database.pool("system")
    stored = await system.fetch("SELECT t::text FROM events t UNION ALL SELECT t::text FROM bank_accounts t")
    wire = await records(portal, entity)
    assert any(b"bank_account" in one for one in wire)
    assert NUMBER not in told.text + events.text + str(stored) + str(wire)
    await portal.join("clerk", portal.unit_id, "manager")
    await portal.join("cashier", portal.unit_id, "cashier")
    clerk, cashier = await portal.speak_for("clerk"), await portal.speak_for("cashier")
    assert (await clerk.get(at)).status_code == 200
    assert (await clerk.get(f"{at}/{account}/number")).status_code == 403
    assert (await cashier.get(f"{at}/{account}/number")).json() == {"account_id": account, "number": NUMBER}
    looks = (await portal.admin.get("/v1/looks")).json()["looks"]
    assert f"legal_entity-{entity}" in [stream for look in looks for stream in look["streams"]]


async def records(portal: Portal, entity: str) -> list[bytes]:
    running = portal.serving.running
    topic = f"{running.settings.topic_prefix}portal.events"
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=running.settings.kafka, auto_offset_reset="earliest")
    await consumer.start()
    found: list[bytes] = []
    while len(found) < 2:
        record = await consumer.getone()
        if record.key == entity.encode():
            found.append(record.value + json.dumps([[name, value.decode()] for name, value in record.headers]).encode())
    await consumer.stop()
    return found


async def test_a_unit_belongs_to_its_own_entity_by_date_or_to_that_of_the_unit_above(portal: Portal):
    house, branch = await registered(portal, ENTITY), await registered(portal, OTHER)
    province = await portal.unit("Jiangsu", kind="province")
    other = await portal.unit("Zhejiang", kind="province")
    city = await portal.unit("Nanjing", province)
    assert await of_unit(portal, city, "2026-03-01") is None
    await assign(portal, portal.unit_id, house, "2026-01-01")
    await assign(portal, province, branch, "2026-04-01")
    await assign(portal, province, None, "2026-10-01")
    days = ("2025-12-31", "2026-03-31", "2026-04-01", "2026-09-30", "2026-10-01", "2040-01-01")
    assert [await of_unit(portal, city, day) for day in days] == [None, house, branch, branch, house, house]
    moved = {"parent_id": other, "name": "Nanjing", "kind": "city", "effective_on": "2026-06-01"}
    assert (await portal.admin.put(f"/v1/units/{city}", json=moved, headers={"If-Match": '"1"'})).status_code == 200
    assert [await of_unit(portal, city, day) for day in ("2026-05-31", "2026-06-01")] == [branch, house]
    ahead = {**moved, "parent_id": province, "effective_on": "2039-01-01"}
    await assign(portal, province, branch, "2038-01-01")
    assert (await portal.admin.put(f"/v1/units/{city}", json=ahead, headers={"If-Match": '"2"'})).status_code == 200
    assert [await of_unit(portal, city, day) for day in ("2038-12-31", "2039-01-01")] == [house, branch]
    answer = (await portal.admin.get(f"/v1/units/{city}/legal-entity", params={"on": "2026-05-01"})).json()
    assert (answer["assigned_unit_id"], answer["since"]) == (province, "2026-04-01")
    assert all(check.same for check in await rebuild(portal.serving.running.store))


async def test_who_looks_after_a_unit_below_is_told_the_entity_above_and_none_of_its_accounts(portal: Portal):
    entity = await registered(portal, ENTITY)
    await assign(portal, portal.unit_id, entity, "2026-01-01")
    await portal.admin.post(f"{AT}/{entity}/bank-accounts", json=ACCOUNT)
    city = await portal.unit("Nanjing")
    await portal.join("li", city, "system_administrator")
    li = await portal.speak_for("li")
    assert (await li.get(f"/v1/units/{city}/legal-entity")).json()["legal_entity"]["name"] == ENTITY["name"]
    assert (await li.get(f"{AT}/{entity}/bank-accounts")).json() == {"bank_accounts": []}
    book = {"code": "b", "name": "B", "currency": "CNY", "effective_on": "2026-01-01"}
    assert (await li.post(f"{AT}/{entity}/books", json=book)).status_code == 404
    body = {"legal_entity_id": entity, "effective_on": "2026-01-01"}
    assert (await li.post(f"/v1/units/{city}/legal-entities", json=body)).status_code == 404


async def test_an_entity_that_units_belong_to_is_not_struck_off(portal: Portal):
    entity = await registered(portal, ENTITY)
    await assign(portal, portal.unit_id, entity, "2026-01-01")
    day = {"effective_on": "2026-06-30"}
    refused = await portal.admin.post(f"{AT}/{entity}/deregistration", json=day)
    assert (refused.status_code, refused.json()["units"]) == (409, 1)
    await assign(portal, portal.unit_id, None, "2026-06-30")
    assert (await portal.admin.post(f"{AT}/{entity}/deregistration", json=day)).status_code == 201
    gone = {"legal_entity_id": entity, "effective_on": "2026-07-01"}
    late = await portal.admin.post(f"/v1/units/{portal.unit_id}/legal-entities", json=gone)
    assert (late.status_code, late.json()["errors"][0]["pointer"]) == (422, "/legal_entity_id")


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_an_entity_is_kept_from_its_pages(portal: Portal, language: str):
    say = chinese if language == "zh-CN" else str
    browser = await browse(portal, language=language)
    at = "/administration/legal-entities"
    assert say("No legal entity yet") in await browser.read(at)
    wrong = await browser.send(at, status=422, **{**ENTITY, "tax_number": "91110000600037341M"})
    assert 'role="alert"' in wrong
    await browser.send(at, status=303, **ENTITY)
    entity = (await portal.admin.get(AT)).json()["legal_entities"][0]["legal_entity_id"]
    day = {"effective_on": "2026-01-01"}
    one = f"{at}/{entity}"
    await browser.send(
        f"{one}/book", status=303, code="main", name="Main", currency="cny", fiscal_year_start="01-01", **day
    )
    await browser.send(f"{one}/seal", status=303, kind="contract", keeper_id=portal.staff_id, **day)
    await browser.send(f"{one}/account", status=303, bank_code="", **ACCOUNT)
    page = await browser.read(one)
    assert say("Contract seal") in page
    assert "•••• 2345" in page
    assert NUMBER not in page
    account = (await portal.admin.get(f"{AT}/{entity}/bank-accounts")).json()["bank_accounts"][0]["account_id"]
    assert NUMBER in await browser.send(f"{one}/number", account_id=account)
    await browser.send(f"{one}/close-book", status=303, code="main", effective_on="2026-12-31")
    unsure = await browser.send(f"{one}/deregister", status=422, **day)
    assert say("Say that you are sure: this can't be taken back.").replace("'", "&#39;") in unsure
    unit = f"/administration/units/{portal.unit_id}"
    await browser.send(f"{unit}/legal-entity", status=303, legal_entity_id=entity, **day)
    assert ENTITY["name"] in await browser.read(unit)
    assert say("None on that day.") in await browser.read(unit, on="2025-01-01")
    await browser.send(f"{one}/dance", status=404, **day)
