from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from services.contract.ageing.events import AgeingLaidDown
from shared.values.clock import BusinessDate
from shared.values.decimals import DecimalString, NonNegativeDecimal
from shared.values.money import Money
from shared.web.schemas import Answer, Body

Days = Annotated[int, Field(ge=1, le=36_500)]
Share = Annotated[NonNegativeDecimal, Field(le=Decimal(1))]


class AgeingBody(Body):
    """`buckets` are the last days past due of each bucket but the last; `levels` the days with which each level of
    dunning begins; `losses` the shares expected to be lost: of what is not due, of each bucket, of what lies behind.
    """

    from_on: BusinessDate
    buckets: Annotated[list[Days], Field(min_length=1, max_length=20)]
    levels: Annotated[list[Days], Field(min_length=1, max_length=20)]
    losses: Annotated[list[Share], Field(min_length=3, max_length=22)]
    grace_days: Annotated[int, Field(ge=0, le=365)] = 0
    limitation_years: Annotated[int, Field(ge=1, le=20)] = 3

    def fact(self) -> AgeingLaidDown:
        return AgeingLaidDown.model_validate(self.model_dump())


class AgeingKept(Answer):
    from_on: date
    version: int


class AgeingAnswer(Answer):
    """`shipped`: what comes with the program."""

    from_on: date
    buckets: list[int]
    levels: list[int]
    losses: list[DecimalString]
    grace_days: int
    limitation_years: int
    shipped: bool


class AgeingList(Answer):
    items: list[AgeingAnswer]


class AgedSum(Answer):
    """What is open in a bucket; `written_off` of it is off the books and owed all the same. Ids are those that were
    asked to tell the sums apart.
    """

    contract_id: str | None = None
    counterparty_id: str | None = None
    unit_id: str | None = None
    phase: str | None = None
    bucket: str
    number: int
    amount: Money
    written_off: Money


class AgedSums(Answer):
    """As of the end of a day; `buckets` in their order."""

    as_of: date
    basis: str
    buckets: list[str]
    items: list[AgedSum]


class AgedCell(Answer):
    bucket: str
    amount: Money


class AgedLine(Answer):
    """All that is open of one customer, contract, unit or phase in a currency: in its buckets, in their order, and
    together. `overdue` is all of it but what is not due, by whichever age was asked for.
    """

    key: str
    number: int
    amount: Money
    overdue: Money
    written_off: Money
    cells: list[AgedCell]


class AgedLines(Answer):
    as_of: date
    basis: str
    buckets: list[str]
    items: list[AgedLine]


class AgedItem(Answer):
    """An invoice that is not settled, or a due payment of the plan (`plan`) for which there is no invoice."""

    kind: str
    item_id: str
    contract_id: str
    unit_id: str
    counterparty_id: str
    clause: str
    phase: str
    number: str
    origin_on: date
    due_on: date
    days: int
    bucket: str
    amount: Money
    written_off: Money


class AgedItems(Answer):
    as_of: date
    basis: str
    items: list[AgedItem]
