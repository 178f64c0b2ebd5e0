"""What the pages of projects need of the asset service's answers."""

from datetime import date

from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money


class Project(Seen):
    """`booked` is what it has cost so far; `estimated` what its provisional assets were entered at, `actual` what they
    were settled at.
    """

    project_id: str
    unit_id: str
    name: str
    contract_id: str | None
    stage: str
    booked: Money
    estimated: Money | None
    actual: Money | None
    opened_on: date


class Projects(Seen):
    projects: list[Project]


class Cost(Seen):
    contract_id: str | None
    order_id: str | None
    supplier_id: str | None
    kind: str
    description: str
    amount: Money
    booked_on: date


class Detail(Project):
    costs: list[Cost]
