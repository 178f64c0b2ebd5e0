"""Seals are used as the portal's register knows them: of the right entity and kind, by their keeper of the day."""

from datetime import date
from typing import Any

from services.contract import consumers as c
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.test_approvals import person
from tests.integration.contract.test_customers import received
from tests.integration.contract.test_purchase_story import draft, submit

DAY = date(2026, 1, 1)


async def told(company: Company, handler: Any, seen: Any) -> None:
    async with company.serving.running.store.begin() as work:
        await handler(work, received(company, seen))


async def registered(company: Company, entity: str, keeper: str, kind: str = "contract") -> str:
    seal = new_id()
    known = {"legal_entity_id": entity, "seal_id": seal, "kind": kind, "keeper_id": keeper, "effective_on": DAY}
    await told(company, c.know_seal, c.SealSeen(**known))
    return seal


async def approved(company: Company) -> tuple[str, str]:
    """The address of an approved contract, and the hash of its text."""
    drafted = await draft(company)
    submitted = await submit(company, drafted)
    for one in (company.chief, company.lawyer):
        await ok(one.post(f"/v1/approvals/{submitted['approval_id']}/decisions", json={"decision": "approve"}))
    return f"/v1/contracts/{drafted['contract_id']}/seal-uses", drafted["text_hash"]


async def test_a_seal_is_used_as_the_register_knows_it_and_no_other_way(company: Company):
    address, text_hash = await approved(company)
    (keeper, _), (other, _) = [await person(company, company.city) for _ in range(2)]
    house, stranger = new_id(), new_id()
    above = c.EntitySeen(unit_id=company.headquarters, legal_entity_id=house, effective_on=DAY)
    await told(company, c.know_entity, above)
    seal, finance = await registered(company, house, keeper), await registered(company, house, keeper, "finance")
    foreign = await registered(company, stranger, keeper)
    use = {"text_hash": text_hash, "kind": "contract", "copies": 2, "keeper_id": keeper, "effective_on": "2026-02-01"}
    wrong = (
        ({}, "/seal_id"),
        ({"seal_id": foreign}, "/seal_id"),
        ({"seal_id": new_id()}, "/seal_id"),
        ({"seal_id": finance}, "/kind"),
        ({"seal_id": seal, "effective_on": "2025-12-31"}, "/seal_id"),
        ({"seal_id": seal, "keeper_id": other}, "/keeper_id"),
    )
    for changes, pointer in wrong:
        answer = await company.drafter.post(address, json={**use, **changes})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer), answer.text
    await ok(company.drafter.post(address, json={**use, "seal_id": seal}))
    handed = c.KeeperSeen(seal_id=seal, keeper_id=other, effective_on=date(2026, 3, 1))
    await told(company, c.know_keeper, handed)
    later = {**use, "seal_id": seal, "effective_on": "2026-03-01"}
    assert (await company.drafter.post(address, json=later)).status_code == 422
    await ok(company.drafter.post(address, json={**later, "keeper_id": other}))
    await told(company, c.lose_seal, c.SealGoneSeen(seal_id=seal, effective_on=date(2026, 4, 1)))
    gone = await company.drafter.post(address, json={**later, "keeper_id": other, "effective_on": "2026-04-01"})
    assert gone.json()["errors"][0]["pointer"] == "/seal_id"
    uses = await ok(company.drafter.get("/v1/seal-uses"))
    assert [one["seal_id"] for one in uses["items"]] == [seal, seal]


async def test_a_unit_of_its_own_entity_uses_no_seal_of_the_one_above(company: Company):
    address, text_hash = await approved(company)
    (keeper, _), house, own = await person(company, company.city), new_id(), new_id()
    for unit, entity in ((company.headquarters, house), (company.city, own)):
        await told(company, c.know_entity, c.EntitySeen(unit_id=unit, legal_entity_id=entity, effective_on=DAY))
    seal = await registered(company, house, keeper)
    use = {"text_hash": text_hash, "kind": "contract", "copies": 2, "keeper_id": keeper, "effective_on": "2026-02-01"}
    above = await company.drafter.post(address, json={**use, "seal_id": seal})
    assert above.json()["errors"][0]["pointer"] == "/seal_id"
    await ok(company.drafter.post(address, json=use))
