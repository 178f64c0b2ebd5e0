"""Construction in progress: costs are booked, completion makes provisional assets, settlement fixed ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.asset.asset_class.queries import usable_classes
from services.asset.card.aggregate import CARD
from services.asset.card.aggregate import decide as decide_card
from services.asset.card.commands import Capitalise, EnterProvisional, Identity, number_of
from services.asset.project.aggregate import (
    PROJECT,
    BookCosts,
    CompleteProject,
    OpenProject,
    Project,
    SettleProject,
    Stage,
    decide,
)
from services.asset.project.queries import single_source
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError
from shared.values.ids import derived_id
from shared.values.money import Money


@dataclass(frozen=True, slots=True)
class AssetToBe:
    """One of the assets a project becomes."""

    asset_id: str
    name: str
    class_code: str
    weight: Decimal
    number: str | None = None


async def book_acceptance(work: Work, costs: BookCosts, name: str, unit: str) -> None:
    """What a contract had accepted costs its project, which opens with the first of it."""
    contract_id = costs.contract_id or ""
    project = await work.load(PROJECT, derived_id("project", contract_id), unit=unit)
    if project.state.stage is Stage.SETTLED and costs.acceptance_id not in project.state.acceptances:
        project = await work.load(PROJECT, derived_id("project", contract_id, costs.acceptance_id or ""), unit=unit)
    if not project.exists:
        opening = OpenProject(project.id, name, contract_id, costs.lines[0].amount.currency, costs.effective_on)
        work.record(project, decide(project.state, opening))
    if costs.acceptance_id not in project.state.acceptances:
        work.record(project, decide(project.state, costs))


async def open_project(work: Work, command: OpenProject, unit: str) -> Stream[Project]:
    project = work.start(PROJECT, command.project_id, unit=unit)
    work.record(project, decide(project.state, command))
    return project


async def book_costs(work: Work, project_id: str, command: BookCosts) -> Stream[Project]:
    project = await work.load(PROJECT, project_id, must_exist=True)
    work.record(project, decide(project.state, command))
    return project


async def complete_project(
    work: Work,
    project_id: str,
    assets: Sequence[AssetToBe],
    *,
    in_use: date,
    effective_on: date,
    estimate: Money | None = None,
) -> Stream[Project]:
    """The project becomes provisional assets; each is planned by its class from the day it was ready for use."""
    if in_use > work.context.today:
        raise InvalidFieldError("/in_use", "is in the future")
    project = await work.load(PROJECT, project_id, must_exist=True)
    codes = [(asset.class_code, f"/assets/{place}/class_code") for place, asset in enumerate(assets)]
    classes = await usable_classes(work, codes)
    source = await single_source(work, project_id)
    shares = tuple((asset.asset_id, asset.weight) for asset in assets)
    work.record(project, decide(project.state, CompleteProject(shares, effective_on, estimate)))
    for asset, share in zip(assets, project.state.assets, strict=True):
        identity = Identity(
            asset_id=asset.asset_id,
            number=asset.number or number_of(asset.class_code, asset.asset_id),
            name=asset.name,
            class_code=asset.class_code,
            in_use=in_use,
            project_id=project_id,
            contract_id=project.state.contract_id,
            order_id=source.order_id,
            supplier_id=source.supplier_id,
        )
        card = work.start(CARD, asset.asset_id, unit=project.unit)
        entry = EnterProvisional(identity, share.cost, classes[asset.class_code].books, effective_on)
        work.record(card, decide_card(card.state, entry))
    return project


async def settle_project(work: Work, project_id: str, command: SettleProject) -> Stream[Project]:
    """Actual cost goes to the assets in the proportion of their estimates."""
    project = await work.load(PROJECT, project_id, must_exist=True)
    work.record(project, decide(project.state, command))
    for share in project.state.assets:
        card = await work.load(CARD, share.asset_id, must_exist=True)
        work.record(card, decide_card(card.state, Capitalise(share.cost, command.effective_on)))
    return project
