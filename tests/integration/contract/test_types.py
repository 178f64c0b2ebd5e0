"""The tree of types over HTTP: who stands above whom, and what follows for templates."""

import asyncio

from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.test_templates import draft, template


async def body_of(company: Company, type_id: str, **changes):
    rules = (await ok(company.admin.get(f"/v1/types/{type_id}")))["rules"]
    return {**{name: value for name, value in rules.items() if name != "type_id"}, **changes}


async def test_a_contract_starts_from_a_template_of_a_type_above(company: Company):
    above = await company.kind()
    below = await company.kind(parent_id=above)
    beside = await company.kind()
    template_id = await company.published(template(above))
    await ok(company.drafter.post("/v1/contracts", json=draft(below, template_id)))
    assert (await company.drafter.post("/v1/contracts", json=draft(beside, template_id))).status_code == 422
    listed = await ok(company.admin.get(f"/v1/templates?type_id={below}"))
    assert [one["template_id"] for one in listed["items"]] == [template_id]
    children = await ok(company.admin.get(f"/v1/types?parent_id={above}"))
    assert [one["type_id"] for one in children["items"]] == [below]


async def test_no_type_stands_above_itself_nor_below_one_that_is_not_there(company: Company):
    above = await company.kind()
    below = await company.kind(parent_id=above)
    for type_id, parent_id in ((above, below), (above, above), (above, new_id())):
        body = await body_of(company, type_id, parent_id=parent_id)
        answer = await company.admin.put(f"/v1/types/{type_id}", json=body, headers={"If-Match": '"1"'})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/parent_id"), answer.text


async def test_two_who_put_each_under_the_other_at_once_make_no_circle(company: Company):
    one, other = await company.kind(), await company.kind()
    pairs = [(one, await body_of(company, one, parent_id=other)), (other, await body_of(company, other, parent_id=one))]
    answers = await asyncio.gather(
        *(company.admin.put(f"/v1/types/{each}", json=body, headers={"If-Match": '"1"'}) for each, body in pairs)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 422]
