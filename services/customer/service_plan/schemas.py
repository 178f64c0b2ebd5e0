from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from services.customer.service_plan.events import Grade, ServicePlanLaidDown
from shared.values.clock import BusinessDate
from shared.values.decimals import DecimalString, NonNegativeDecimal
from shared.values.money import Money, NonNegativeMoney
from shared.web.schemas import Answer, Body


class ServicePlanBody(Body):
    """What customers of a grade may order in a month, get off the wholesale price (a share), and owe a bill in days;
    null: not limited.
    """

    grade: Grade
    purchase_limit: NonNegativeMoney | None = None
    discount: Annotated[NonNegativeDecimal, Field(le=Decimal(1))] | None = None
    term_days: Annotated[int, Field(ge=0, le=3660)] | None = None
    effective_on: BusinessDate | None = None

    def fact(self, today: date) -> ServicePlanLaidDown:
        return ServicePlanLaidDown(
            grade=self.grade,
            purchase_limit=self.purchase_limit,
            discount=self.discount,
            term_days=self.term_days,
            effective_on=self.effective_on or today,
        )


class ServicePlanKept(Answer):
    grade: str
    version: int


class ServicePlanAnswer(Answer):
    grade: str
    version: int
    purchase_limit: Money | None
    discount: DecimalString | None
    term_days: int | None
    effective_on: date
    laid_down_by: str


class ServicePlanList(Answer):
    items: list[ServicePlanAnswer]
