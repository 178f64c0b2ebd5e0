"""Construction in progress: what a project costs, and the assets it becomes."""

from datetime import date

from services.asset.terms import CostShare
from shared.eventstore.event import Event, Words
from shared.values.money import Money


class ProjectOpened(Event, name="project.opened.v1"):
    """Costs can be gathered."""

    project_id: str
    name: str
    contract_id: str | None
    currency: str
    effective_on: date


class ProjectCostBooked(Event, name="project.cost_booked.v1"):
    """A cost belongs to the project; one event a line of what was accepted."""

    project_id: str
    contract_id: str | None
    order_id: str | None
    delivery_id: str | None
    acceptance_id: str | None
    line: int
    supplier_id: str | None
    kind: str
    description: Words[str]
    amount: Money
    effective_on: date


class ProjectCompleted(Event, name="project.completed.v1"):
    """It is accepted as a whole and becomes provisional assets at estimated cost."""

    project_id: str
    assets: tuple[CostShare, ...]
    effective_on: date


class ProjectSettled(Event, name="project.settled.v1"):
    """The actual cost is known and apportioned; `difference` is actual less estimated."""

    project_id: str
    final: tuple[CostShare, ...]
    actual: Money
    difference: Money
    effective_on: date
