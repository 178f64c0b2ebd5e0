from datetime import date
from typing import Annotated

from pydantic import Field

from shared.values.clock import BusinessDate
from shared.values.ids import Id
from shared.web.schemas import Answer, Body

Count = Annotated[int, Field(ge=1, le=1000)]


class LendingBody(Body):
    """`responsible` is the member of staff to whom the copies are lent; who lends them, without one."""

    count: Count = 1
    due_on: BusinessDate
    responsible: Id | None = None
    effective_on: BusinessDate | None = None


class ReturnBody(Body):
    count: Count
    effective_on: BusinessDate | None = None


class CopiesMoved(Answer):
    copies_id: str
    contract_id: str
    left: int
    version: int


class CopiesAnswer(Answer):
    """`left` are out still; `chased` is how often they were asked for after their day."""

    copies_id: str
    contract_id: str
    unit_id: str
    purpose: str
    seal_use_id: str | None
    responsible: str
    count: int
    left: int
    handed_out_on: date
    due_on: date
    chased: int
    version: int


class CopiesList(Answer):
    items: list[CopiesAnswer]
