"""Projects and their costs as tables."""

from collections.abc import Iterable

from sqlalchemy import Executable, insert, update

from services.asset.project.events import ProjectCompleted, ProjectCostBooked, ProjectOpened, ProjectSettled
from services.asset.project.tables import project_costs, projects
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("projects", tables=[projects, project_costs])


@projection.on(ProjectOpened)
def open_project(r: Recorded[ProjectOpened]) -> Iterable[Executable]:
    event = r.event
    yield insert(projects).values(
        project_id=event.project_id,
        unit_id=r.unit,
        name=event.name,
        contract_id=event.contract_id,
        stage="open",
        currency=event.currency,
        booked=0,
        opened_on=event.effective_on,
        version=r.version,
    )


@projection.on(ProjectCostBooked)
def book_cost(r: Recorded[ProjectCostBooked]) -> Iterable[Executable]:
    event = r.event
    yield insert(project_costs).values(
        project_id=event.project_id,
        version=r.version,
        unit_id=r.unit,
        contract_id=event.contract_id,
        order_id=event.order_id,
        delivery_id=event.delivery_id,
        acceptance_id=event.acceptance_id,
        line=event.line,
        supplier_id=event.supplier_id,
        kind=event.kind,
        sealed=r.sealed,
        amount=event.amount.amount,
        booked_on=event.effective_on,
    )
    yield (
        update(projects)
        .where(projects.c.project_id == event.project_id)
        .values(booked=projects.c.booked + event.amount.amount, version=r.version)
    )


@projection.on(ProjectCompleted)
def complete(r: Recorded[ProjectCompleted]) -> Iterable[Executable]:
    estimated = sum(asset.cost.amount for asset in r.event.assets)
    yield (
        update(projects)
        .where(projects.c.project_id == r.event.project_id)
        .values(stage="completed", estimated=estimated, version=r.version)
    )


@projection.on(ProjectSettled)
def settle(r: Recorded[ProjectSettled]) -> Iterable[Executable]:
    yield (
        update(projects)
        .where(projects.c.project_id == r.event.project_id)
        .values(stage="settled", actual=r.event.actual.amount, version=r.version)
    )
