"""Projects over HTTP."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from services.asset.project.aggregate import CostKind, CostLine
from services.asset.project.handlers import AssetToBe
from services.asset.schemas import Code, UnitKey
from shared.values.clock import BusinessDate
from shared.values.currency import Currency
from shared.values.decimals import PositiveDecimal
from shared.values.ids import Id, new_id
from shared.values.money import Money
from shared.values.text import Name
from shared.web.schemas import Answer, Body


class ProjectBody(Body):
    name: Name
    currency: Currency = "CNY"
    contract_id: Id | None = None
    unit_id: UnitKey | None = None
    effective_on: BusinessDate | None = None


class CostBody(Body):
    """A cost that no contract's acceptance brings: wages, overhead, stock issued."""

    description: Name
    amount: Money
    kind: CostKind = CostKind.OVERHEAD
    supplier_id: Id | None = None
    effective_on: BusinessDate | None = None

    def line(self) -> CostLine:
        return CostLine(1, self.description, self.amount, self.kind)


class AssetBody(Body):
    """An asset the project becomes; assets share the cost by weight."""

    name: Name
    class_code: Code
    weight: PositiveDecimal = Decimal(1)
    number: Name | None = None

    def to_be(self) -> AssetToBe:
        return AssetToBe(new_id(), self.name, self.class_code, self.weight, self.number)


class CompletionBody(Body):
    """`in_use` is the day of readiness for use, from which the charges count; not that of acceptance."""

    assets: Annotated[list[AssetBody], Field(min_length=1, max_length=500)]
    in_use: BusinessDate
    estimate: Money | None = None
    effective_on: BusinessDate | None = None


class SettlementBody(Body):
    actual: Money | None = None
    effective_on: BusinessDate | None = None


class ShareAnswer(Answer):
    asset_id: str
    cost: Money


class ProjectMade(Answer):
    project_id: str
    stage: str
    assets: list[ShareAnswer]
    version: int


class CostAnswer(Answer):
    contract_id: str | None
    order_id: str | None
    delivery_id: str | None
    acceptance_id: str | None
    supplier_id: str | None
    line: int
    kind: str
    description: str
    amount: Money
    booked_on: BusinessDate


class ProjectAnswer(Answer):
    project_id: str
    unit_id: str
    name: str
    contract_id: str | None
    stage: str
    booked: Money
    estimated: Money | None
    actual: Money | None
    opened_on: BusinessDate
    version: int


class ProjectDetail(ProjectAnswer):
    costs: list[CostAnswer]


class ProjectsAnswer(Answer):
    projects: list[ProjectAnswer]
