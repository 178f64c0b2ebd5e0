from datetime import date
from typing import Annotated

from pydantic import Field

from services.customer.credit.events import CreditChanged
from shared.values.clock import BusinessDate
from shared.values.ids import Id
from shared.values.money import Money, NonNegativeMoney
from shared.web.schemas import Answer, Body


class CreditBody(Body):
    """How much the customer may owe, and a bill how many days, from a day on (today unless given); null says none."""

    limit: NonNegativeMoney | None
    term_days: Annotated[int, Field(ge=0, le=3660)] | None = None
    effective_on: BusinessDate | None = None
    until: BusinessDate | None = None

    def fact(self, customer_id: str, today: date) -> CreditChanged:
        return CreditChanged(
            customer_id=customer_id,
            limit=self.limit,
            term_days=self.term_days,
            effective_on=self.effective_on or today,
            until=self.until,
        )


class GroupBody(Body):
    """`head_id` is the customer that heads the group; null: none."""

    head_id: Id | None


class CreditMoved(Answer):
    customer_id: str
    version: int


class CreditAnswer(Answer):
    version: int
    limit: Money | None
    term_days: int | None
    effective_on: date
    until: date | None
    changed_by: str


class CreditList(Answer):
    items: list[CreditAnswer]


class GroupAnswer(Answer):
    """The head of the group that the customer belongs to, and who belongs to its own."""

    customer_id: str
    head_id: str | None
    members: list[str]
