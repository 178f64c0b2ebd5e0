"""Templates over HTTP: published in versions, their words kept beside the events, drafts filled from the last one."""

from typing import Any

import pytest

from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.test_purchase_story import PLAN, cny

WORDS = "Paid within {{ days }} days."


def template(type_id: str, words: str = WORDS, **changes: Any) -> dict[str, Any]:
    return {
        "type_id": type_id,
        "name": "Goods",
        "clauses": [{"clause": "3", "title": "Payment", "risk": "high", "text": words}],
        "variables": [{"name": "days", "kind": "number"}],
        **changes,
    }


def draft(type_id: str, template_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "type_id": type_id,
        "template_id": template_id,
        "variables": {"days": "30"},
        "title": "Fans",
        "counterparty_id": new_id(),
        "amount": cny("100.00"),
        "plan": PLAN,
        **changes,
    }


async def test_a_draft_is_filled_from_the_last_version_and_an_older_draft_keeps_its_words(company: Company):
    type_id = await company.kind()
    made = await ok(company.admin.post("/v1/templates", json=template(type_id)))
    address = f"/v1/templates/{made['template_id']}"
    first = await ok(company.drafter.post("/v1/contracts", json=draft(type_id, made["template_id"])))
    newer = template(type_id, "Paid after {{ days }} days.")
    await ok(company.admin.put(address, json=newer, headers={"If-Match": '"1"'}))
    second = await ok(company.drafter.post("/v1/contracts", json=draft(type_id, made["template_id"])))
    texts = [
        (await ok(company.drafter.get(f"/v1/contracts/{one['contract_id']}/text")))["words"] for one in (first, second)
    ]
    assert ("Paid within 30 days." in texts[0], "Paid after 30 days." in texts[1]) == (True, True)
    shown = await ok(company.admin.get(address))
    assert (shown["template_version"], shown["version"], shown["clauses"][0]["title"]) == (2, 2, "Payment")
    stale = await company.admin.put(address, json=newer, headers={"If-Match": '"1"'})
    assert stale.status_code == 412


async def test_the_words_lie_beside_the_events_and_never_in_them(company: Company):
    type_id = await company.kind()
    await ok(company.admin.post("/v1/templates", json=template(type_id)))
    pool = company.serving.running.store.database.pool("system")
    (data,) = [row[0] for row in await pool.fetch("SELECT data FROM events WHERE type = 'template.published.v1'")]
    assert b"Paid within" not in bytes(data)
    assert await pool.fetchval("SELECT count(*) FROM clause_texts WHERE words = $1", f"{WORDS}\n") == 1


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"type_id": new_id()}, "/type_id"),
        ({"variables": []}, "/clauses/0/text"),
        ({"clauses": [{"clause": "3", "title": "x", "text": "{% for a in days %}{% endfor %}"}]}, "/clauses/0/text"),
        ({"clauses": [{"clause": "3", "title": "x", "text": "{{ days.__class__ }}"}]}, "/clauses/0/text"),
        ({"clauses": []}, "/clauses"),
    ],
)
async def test_a_template_that_could_not_be_filled_is_refused_where_it_is_wrong(company: Company, changes, pointer):
    body = {**template(await company.kind()), **changes}
    answer = await company.admin.post("/v1/templates", json=body)
    assert answer.status_code == 422, answer.text
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]


async def test_a_draft_from_no_template_or_from_one_of_another_type_is_refused(company: Company):
    type_id, other = await company.kind(), await company.kind("sales")
    made = await ok(company.admin.post("/v1/templates", json=template(other)))
    for template_id in (new_id(), made["template_id"]):
        answer = await company.drafter.post("/v1/contracts", json=draft(type_id, template_id))
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/template_id")
