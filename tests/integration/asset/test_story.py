"""The purchase contract's accepted delivery, from construction in progress to the other city."""

from decimal import Decimal

from shared.values.ids import new_id

from .conftest import CODE, NANJING, SUZHOU, Installation, made, money, shown


async def provisional(here: Installation, contract_id: str) -> tuple[str, list[str]]:
    await here.accept(contract_id, "1000.00", "200.01")
    (project,) = (await shown(here.nanjing, "/v1/projects", contract_id=contract_id))["projects"]
    assets = [{"name": "Rack A", "class_code": CODE, "weight": "2"}, {"name": "Rack B", "class_code": CODE}]
    path = f"/v1/projects/{project['project_id']}/completion"
    done = await made(here.nanjing, path, {"assets": assets, "in_use": "2026-01-10"})
    return project["project_id"], [asset["asset_id"] for asset in done["assets"]]


async def test_an_accepted_delivery_becomes_a_project_then_provisional_then_fixed_assets(here: Installation):
    contract_id = new_id()
    project_id, (first, second) = await provisional(here, contract_id)
    card = await shown(here.nanjing, f"/v1/assets/{first}")
    assert (card["stage"], card["cost"], card["unit_id"]) == ("provisional", money("800.01"), NANJING)
    assert (await shown(here.nanjing, f"/v1/assets/{second}"))["cost"] == money("400.00")
    await here.accept(contract_id, "300.00")
    await made(here.nanjing, f"/v1/projects/{project_id}/settlement", {})
    card = await shown(here.nanjing, f"/v1/assets/{first}")
    assert (card["stage"], card["cost"]) == ("capitalised", money("1000.01"))
    project = await shown(here.nanjing, f"/v1/projects/{project_id}")
    assert (project["stage"], project["actual"], len(project["costs"])) == ("settled", money("1500.01"), 3)


async def test_the_same_acceptance_is_booked_once(here: Installation):
    contract_id, acceptance_id = new_id(), new_id()
    await here.accept(contract_id, "10.00", acceptance_id=acceptance_id)
    await here.accept(contract_id, "10.00", acceptance_id=acceptance_id)
    (project,) = (await shown(here.nanjing, "/v1/projects", contract_id=contract_id))["projects"]
    assert project["booked"] == money("10.00")


async def test_a_tax_that_is_recovered_is_no_cost_of_the_project(here: Installation):
    contract_id = new_id()
    taxed = {"net": money("100.00"), "tax": money("13.00")}
    await here.accept(contract_id, "113.00", **taxed, tax_recoverable=True)
    await here.accept(contract_id, "113.00", **taxed, tax_recoverable=False)
    await here.accept(contract_id, "113.00")
    (project,) = (await shown(here.nanjing, "/v1/projects", contract_id=contract_id))["projects"]
    assert project["booked"] == money("326.00")


async def test_sales_cost_no_project(here: Installation):
    contract_id = new_id()
    await here.accept(contract_id, "10.00", direction="sales")
    assert (await shown(here.nanjing, "/v1/projects", contract_id=contract_id))["projects"] == []


async def test_a_project_is_called_after_its_signed_contract(here: Installation):
    contract_id = await here.sign()
    await here.accept(contract_id, "10.00")
    (project,) = (await shown(here.nanjing, "/v1/projects", contract_id=contract_id))["projects"]
    assert project["name"] == "P-7 Racks"


async def test_what_is_accepted_after_settlement_opens_another_project(here: Installation):
    contract_id = new_id()
    project_id, _ = await provisional(here, contract_id)
    await made(here.nanjing, f"/v1/projects/{project_id}/settlement", {})
    await here.accept(contract_id, "5.00")
    projects = (await shown(here.nanjing, "/v1/projects", contract_id=contract_id))["projects"]
    assert sorted(project["stage"] for project in projects) == ["open", "settled"]


async def test_the_chain_leads_from_the_card_back_to_the_supplier(here: Installation):
    contract_id = new_id()
    project_id, (asset_id, _) = await provisional(here, contract_id)
    chain = await shown(here.nanjing, f"/v1/assets/{asset_id}/chain")
    assert (chain["project_id"], chain["contract_id"], len(chain["links"])) == (project_id, contract_id, 2)
    assert all(chain["links"][0][name] for name in ("order_id", "delivery_id", "acceptance_id", "supplier_id"))


async def test_the_first_month_is_posted_and_the_asset_goes_to_the_other_city(here: Installation):
    project_id, (asset_id, _) = await provisional(here, new_id())
    await made(here.nanjing, f"/v1/projects/{project_id}/settlement", {})
    run = await made(here.nanjing, "/v1/depreciation-runs", {"period": "2026-02", "unit_id": NANJING})
    assert (run["stage"], run["cards"]) == ("posted", 2)
    sides = [sum(Decimal(line[side]["amount"]) for line in run["journal"]) for side in ("debit", "credit")]
    assert sides == [Decimal(run["total"]["amount"])] * 2
    before = await here.figures()
    transfer = await made(here.nanjing, f"/v1/assets/{asset_id}/transfers", {"receiver": SUZHOU, "reason": "idle"})
    path = f"/v1/transfers/{transfer['transfer_id']}"
    assert await here.figures() == before
    await made(here.nanjing, f"{path}/approvals", {"unit_id": NANJING})
    in_transit = await made(here.suzhou, f"{path}/approvals", {"unit_id": SUZHOU})
    assert in_transit["stage"] == "in_transit"
    assert await here.figures() == before
    await made(here.suzhou, f"{path}/receipt", {"condition": "good"})
    assert await here.figures() == before
    card = await shown(here.suzhou, f"/v1/assets/{asset_id}")
    assert (card["unit_id"], card["accumulated"]) == (SUZHOU, money("13.33"))
    assert (await shown(here.suzhou, f"/v1/assets/{asset_id}/chain"))["project_id"] == project_id
    assert (await here.nanjing.get(f"/v1/assets/{asset_id}")).status_code == 404
