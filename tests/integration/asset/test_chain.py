"""The chain of a card: from the asset back to the acceptance that brought it, and to whom it was bought from."""

from shared.values.ids import new_id

from .conftest import CODE, NANJING, Installation, made, money, shown


async def completed(here: Installation, project_id: str) -> list[str]:
    """The project becomes two assets."""
    assets = [{"name": "Rack A", "class_code": CODE}, {"name": "Rack B", "class_code": CODE}]
    body = {"assets": assets, "in_use": "2026-01-10"}
    done = await made(here.nanjing, f"/v1/projects/{project_id}/completion", body)
    return [asset["asset_id"] for asset in done["assets"]]


async def test_a_card_entered_by_hand_comes_from_no_project_and_goes_into_no_retired_class(here: Installation):
    asset_id = await here.enter("60000.00", contract_id=await here.sign())
    chain = await shown(here.nanjing, f"/v1/assets/{asset_id}/chain")
    assert (chain["project_id"], chain["project_name"], chain["links"]) == (None, None, [])
    assert chain["cost"] == money("60000.00")
    await made(here.headquarters, f"/v1/classes/{CODE}/retirement", {})
    entry = {"name": "Rack", "class_code": CODE, "cost": money("1.00"), "in_use": "2026-01-10"}
    late = await here.nanjing.post("/v1/assets", json=entry)
    assert (late.status_code, late.json()["errors"][0]["pointer"]) == (422, "/class_code")


async def test_every_cost_of_the_project_is_a_link_in_the_order_of_booking(here: Installation):
    contract_id = new_id()
    await here.accept(contract_id, "1000.00", "200.00")
    (project,) = (await shown(here.nanjing, "/v1/projects", contract_id=contract_id))["projects"]
    wages = {"description": "wages", "amount": money("50.00"), "kind": "overhead"}
    await made(here.nanjing, f"/v1/projects/{project['project_id']}/costs", wages)
    for asset_id in await completed(here, project["project_id"]):
        chain = await shown(here.nanjing, f"/v1/assets/{asset_id}/chain")
        assert [(one["description"], one["amount"]) for one in chain["links"]] == [
            ("item 1", money("1000.00")),
            ("item 2", money("200.00")),
            ("wages", money("50.00")),
        ]
        assert (chain["cost"], chain["contract_id"]) == (money("625.00"), contract_id)
        bought, _, by_hand = chain["links"]
        assert all(bought[name] for name in ("order_id", "delivery_id", "acceptance_id", "supplier_id"))
        assert [by_hand[name] for name in ("order_id", "delivery_id", "acceptance_id", "supplier_id")] == [None] * 4


async def test_a_project_without_costs_of_a_contract_leads_to_the_contract_it_was_opened_for(here: Installation):
    contract_id = await here.sign()
    opened = await made(here.nanjing, "/v1/projects", {"name": "Hall", "contract_id": contract_id})
    cost = {"description": "stock", "amount": money("10.00")}
    await made(here.nanjing, f"/v1/projects/{opened['project_id']}/costs", cost)
    first, _ = await completed(here, opened["project_id"])
    chain = await shown(here.nanjing, f"/v1/assets/{first}/chain")
    assert (chain["project_name"], chain["contract_id"]) == ("Hall", contract_id)


async def test_the_chain_of_a_card_out_of_sight_or_of_none_is_not_there(here: Installation):
    asset_id = await here.enter()
    assert (await here.headquarters.get(f"/v1/assets/{asset_id}/chain")).status_code == 200
    for client, wanted in ((here.suzhou, asset_id), (here.stranger, asset_id), (here.nanjing, new_id())):
        assert (await client.get(f"/v1/assets/{wanted}/chain")).status_code == 404
    assert (await shown(here.nanjing, f"/v1/assets/{asset_id}"))["unit_id"] == NANJING
