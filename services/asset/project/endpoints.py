"""Projects: opening, costs, completion, settlement, reading."""

from typing import Annotated, Any

import asyncpg
from fastapi import Query as QueryParameter
from sqlalchemy import select

from services.asset.checking import check_contract
from services.asset.project import handlers
from services.asset.project.aggregate import BookCosts, OpenProject, Project, SettleProject
from services.asset.project.queries import descriptions
from services.asset.project.schemas import (
    CompletionBody,
    CostAnswer,
    CostBody,
    ProjectAnswer,
    ProjectBody,
    ProjectDetail,
    ProjectMade,
    ProjectsAnswer,
    SettlementBody,
    ShareAnswer,
)
from services.asset.project.tables import project_costs, projects
from services.asset.schemas import ProjectKey
from shared.eventstore.aggregate import Stream
from shared.security.known import unit_for
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.values.ids import Id, new_id
from shared.values.money import Money
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()

RESOURCE = "project-"


@routes.post("/v1/projects", status_code=201, dependencies=[allowed("asset.project.open")])
async def open_by_hand(body: ProjectBody, work: Command) -> ProjectMade:
    """Opens a project that no contract's acceptance opens."""
    on = body.effective_on or work.context.today
    command = OpenProject(new_id(), body.name, body.contract_id, body.currency, on)
    unit = await unit_for(work, body.unit_id)
    await check_contract(work, body.contract_id)
    return _made(await handlers.open_project(work, command, unit))


@routes.post("/v1/projects/{project_id}/costs", status_code=201, dependencies=[allowed("asset.project.open")])
async def book(project_id: ProjectKey, body: CostBody, work: Command) -> ProjectMade:
    """Books a cost to the project."""
    on = body.effective_on or work.context.today
    command = BookCosts((body.line(),), on, supplier_id=body.supplier_id)
    return _made(await handlers.book_costs(work, project_id, command))


@routes.post("/v1/projects/{project_id}/completion", status_code=201, dependencies=[allowed("asset.project.complete")])
async def complete(project_id: ProjectKey, body: CompletionBody, work: Command) -> ProjectMade:
    """The project becomes provisional assets at its booked cost, or at the estimate given."""
    project = await handlers.complete_project(
        work,
        project_id,
        [asset.to_be() for asset in body.assets],
        in_use=body.in_use,
        effective_on=body.effective_on or work.context.today,
        estimate=body.estimate,
    )
    return _made(project)


@routes.post("/v1/projects/{project_id}/settlement", status_code=201, dependencies=[allowed("asset.project.settle")])
async def settle(project_id: ProjectKey, body: SettlementBody, work: Command) -> ProjectMade:
    """Provisional assets become fixed ones at actual cost."""
    command = SettleProject(body.effective_on or work.context.today, body.actual)
    return _made(await handlers.settle_project(work, project_id, command))


@routes.get("/v1/projects", dependencies=[allowed("asset.project.read")])
async def show_all(
    work: Query,
    page: Page,
    contract_id: Annotated[Id | None, QueryParameter()] = None,
) -> ProjectsAnswer:
    """Projects in the caller's units, of one contract when it is named."""
    wanted = select(projects).where(visible(projects.c.unit_id, RESOURCE + projects.c.project_id))
    if contract_id is not None:
        wanted = wanted.where(projects.c.contract_id == contract_id)
    rows = await page_of(work, wanted, [projects.c.project_id], page)
    return ProjectsAnswer(projects=[ProjectAnswer(**_fields(row)) for row in rows])


@routes.get("/v1/projects/{project_id}", dependencies=[allowed("asset.project.read")])
async def show(project_id: ProjectKey, work: Query) -> ProjectDetail:
    """One project with every cost it gathered."""
    row = await work.row(
        select(projects).where(
            projects.c.project_id == project_id, visible(projects.c.unit_id, RESOURCE + projects.c.project_id)
        )
    )
    if row is None:
        raise NotFoundError
    costs = await work.rows(
        select(project_costs)
        .where(
            project_costs.c.project_id == project_id,
            visible(project_costs.c.unit_id, RESOURCE + project_costs.c.project_id),
        )
        .order_by(project_costs.c.version)
    )
    said = await descriptions(work, costs)
    told = [_cost(cost, row["currency"], words) for cost, words in zip(costs, said, strict=True)]
    return ProjectDetail(**_fields(row), costs=told)


def _made(project: Stream[Project]) -> ProjectMade:
    return ProjectMade(
        project_id=project.id,
        stage=project.state.stage,
        assets=[ShareAnswer(asset_id=asset.asset_id, cost=asset.cost) for asset in project.state.assets],
        version=project.version,
    )


def _fields(row: asyncpg.Record) -> dict[str, Any]:
    currency = row["currency"]
    amounts = {
        name: None if row[name] is None else Money(row[name], currency) for name in ("booked", "estimated", "actual")
    }
    plain = ("project_id", "unit_id", "name", "contract_id", "stage", "opened_on", "version")
    return {**{name: row[name] for name in plain}, **amounts}


def _cost(row: asyncpg.Record, currency: str, description: str) -> CostAnswer:
    named = {name: row[name] for name in CostAnswer.model_fields if name not in ("amount", "description")}
    return CostAnswer(**named, amount=Money(row["amount"], currency), description=description)
