"""Chapter 5: what was accepted becomes construction in progress, a provisional and a fixed asset, and changes hands."""

from decimal import Decimal
from typing import Any, Final

from services.story.callers import Reply
from services.story.context import Story
from services.story.errors import expect
from services.story.purchase import CNY, NET, TOTAL, money
from services.story.waiting import until

CLASS: Final = "02.03"
ESTIMATE: Final = "98000.00"
MONTHS: Final = 60
RESIDUAL_RATE: Final = "0.05"
FIRST_CHARGE: Final = "1583.33"
"""(100,000 less 5 % residual value) / 60 months, half up to the cent."""


async def asset(story: Story) -> None:
    """Construction, provisional and fixed asset, first month's depreciation, transfer between cities."""
    story.chapter(5, "The asset")
    await _construct(story)
    await _complete(story)
    await _depreciate(story)
    await _transfer(story)


async def _construct(story: Story) -> None:
    keeper = story.by("asset keeper")
    async with story.step(
        "The asset service has seen the acceptance: the servers are construction in progress, "
        "with the supplier's contract behind every cent and without the tax, which is recovered."
    ):
        wanted = story.made["purchase"]

        async def opened() -> Reply | None:
            found = await keeper.get("asset", "/v1/projects", contract_id=wanted)
            whole = [one for one in found["projects"] if one["booked"] == money(NET)]
            return found if whole else None

        found = await until(opened, 30, f"No project of the contract gathered {NET} {CNY}")
        story.made["project"] = found["projects"][0]["project_id"]
    await story.wire.event("project.cost_booked.v1", contract_id=wanted)
    story.figure(f"project {story.made['project']}: {NET} {CNY} booked of {TOTAL} {CNY} accepted")


async def _complete(story: Story) -> None:
    keeper, days = story.by("asset keeper"), story.days
    project = f"/v1/projects/{story.made['project']}"
    async with story.step(
        f"Ready for use, they become a provisional asset at an estimate of {ESTIMATE} {CNY}; "
        f"the settlement makes it a fixed asset at its cost of {NET} {CNY}.",
        class_defined=2,
        asset_provisional=1,
        asset_capitalised=1,
        project_settled=1,
    ):
        book = {"book": "accounting", "leading": True, "periods": MONTHS, "residual_rate": RESIDUAL_RATE}
        definer = story.by("chief asset keeper")
        on = f"{days.signed}"
        for code, name, books in (("02", "设备", []), (CLASS, "服务器", [book])):
            await definer.post("asset", "/v1/classes", {"code": code, "name": name, "books": books, "effective_on": on})
        completion = {
            "assets": [{"name": "服务器集群", "class_code": CLASS}],
            "in_use": f"{days.accepted}",
            "estimate": money(ESTIMATE),
            "effective_on": f"{days.accepted}",
        }
        made = await keeper.post("asset", f"{project}/completion", completion)
        story.made["asset"] = made["assets"][0]["asset_id"]
        await keeper.post("asset", f"{project}/settlement", {"effective_on": f"{days.invoiced}"})
    card = await keeper.get("asset", f"/v1/assets/{story.made['asset']}")
    expect(card["cost"] == money(NET), f"The card should stand at {NET}: {card['cost']}.")
    chain = await keeper.get("asset", f"/v1/assets/{story.made['asset']}/chain")
    supplier = chain["links"][0]["supplier_id"]
    expect(supplier == story.made["supplier"], "The card's chain should lead back to the supplier.")
    story.figure(f"card {card['number']}: asset, project, acceptance, order, contract, supplier in one query")


async def _depreciate(story: Story) -> None:
    keeper, days = story.by("asset keeper"), story.days
    async with story.step(
        f"Depreciation of its first month, {days.charged}, is posted for Nanjing.",
        depreciation_posted=1,
        asset_depreciated=1,
    ):
        body = {"period": days.charged, "unit_id": story.units["nanjing"]}
        run = await keeper.post("asset", "/v1/depreciation-runs", body)

        async def posted() -> Reply | None:
            found = await keeper.get("asset", f"/v1/depreciation-runs/{run['run_id']}")
            return found if found["stage"] == "posted" else None

        done = await until(posted, 30, "The depreciation run was not posted")
        expect(
            done["total"] == money(FIRST_CHARGE), f"The first month should charge {FIRST_CHARGE}, not {done['total']}."
        )
    balance = sum(Decimal(line["debit"]) - Decimal(line["credit"]) for line in amounts(done["journal"]))
    expect(not balance, f"The journal should balance, but differs by {balance}.")
    story.figure(f"charge {FIRST_CHARGE} {CNY} = ({NET} - 5 %) / {MONTHS}; the journal balances")


def amounts(journal: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The two sides of each line as decimal texts, whether they come as money or as numbers."""
    return [{side: _amount(line[side]) for side in ("debit", "credit")} for line in journal]


def _amount(value: Any) -> str:
    return str(value["amount"] if isinstance(value, dict) else value or "0")


async def _transfer(story: Story) -> None:
    giver, receiver = story.by("asset keeper"), story.by("suzhou asset keeper")
    path = f"/v1/assets/{story.made['asset']}"
    before = await _value(story)
    async with story.step(
        "Nanjing offers the asset to Suzhou, both cities agree, and Suzhou accepts it: "
        "only then do the books of both move.",
        asset_transfer_proposed=1,
        asset_transfer_approved=2,
        asset_transferred=1,
    ):
        offer = {"receiver": story.units["suzhou"], "reason": "苏州机房扩容"}
        offered = await giver.post("asset", f"{path}/transfers", offer)
        transfer = f"/v1/transfers/{offered['transfer_id']}"
        asked = (await giver.get("asset", transfer))["approvers"]
        voices = {story.units["nanjing"]: "manager", story.units["suzhou"]: "suzhou manager"}
        for unit in asked:
            name = voices.get(unit, "administrator")
            await story.by(name).post("asset", f"{transfer}/approvals", {"unit_id": unit})
        await receiver.post("asset", f"{transfer}/receipt", {"outcome": "accepted", "condition": "完好"})
    card = await receiver.get("asset", path)
    expect(card["unit_id"] == story.units["suzhou"], "The card should belong to Suzhou now.")
    after = await _value(story)
    expect(before["total"] == after["total"], f"The sum of both units should stay {before}, not {after}.")
    story.figure(f"book value {card['book_value']['amount']} {CNY} moved; the sum over both cities did not change")


async def _value(story: Story) -> dict[str, Decimal]:
    figures = await story.by("operator").get("asset", "/v1/figures")
    return {"total": sum((Decimal(unit["book_value"]["amount"]) for unit in figures["units"]), Decimal(0))}
