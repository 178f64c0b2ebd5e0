from datetime import date
from typing import Annotated

from pydantic import Field

from services.contract.exchange_rate.events import RateFixed
from services.contract.terms import Currency
from shared.values.clock import BusinessDate
from shared.values.decimals import DecimalString, PositiveDecimal
from shared.values.text import PlainText
from shared.web.schemas import Answer, Body


class RateBody(Body):
    """One of `currency` is `rate` of `against` from that day on; `source` says who publishes it."""

    currency: Currency
    against: Currency
    rate: Annotated[PositiveDecimal, Field(le=1_000_000_000)]
    source: Annotated[str, PlainText(80)]
    effective_on: BusinessDate

    def fact(self) -> RateFixed:
        return RateFixed.model_validate(self.model_dump())


class RateAnswer(Answer):
    currency: str
    against: str
    rate: DecimalString
    source: str
    effective_on: date
    fixed_by: str


class RateFixedAnswer(Answer):
    currency: str
    against: str
    version: int


class RateList(Answer):
    items: list[RateAnswer]
