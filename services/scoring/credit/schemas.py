"""Credit over HTTP."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from services.scoring.credit.events import CreditSchemeLaidDown, Grade, Measure, Scored
from shared.values.clock import BusinessDate
from shared.values.decimals import DecimalString, NonNegativeDecimal
from shared.web.schemas import Answer, Body

Code = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,39}$")]
Points = Annotated[int, Field(ge=0, le=100)]
Edge = Annotated[NonNegativeDecimal, Field(le=Decimal(100))]
Share = Annotated[NonNegativeDecimal, Field(le=Decimal(1))]


class BandBody(Body):
    below: NonNegativeDecimal | None = None
    points: Points


class IndicatorBody(Body):
    """With a measure and its bands a leaf, without one the parent of others."""

    code: Code
    parent: Code | None = None
    weight: Share
    measure: Measure | None = None
    bands: Annotated[list[BandBody], Field(default_factory=list, max_length=20)]


class GradeFromBody(Body):
    grade: Grade
    points: Edge


class SchemeBody(Body):
    """How credit is graded from a day on: weights of siblings come to one, bands follow each other without a gap."""

    from_on: BusinessDate
    indicators: Annotated[list[IndicatorBody], Field(min_length=1, max_length=30)]
    grades: Annotated[list[GradeFromBody], Field(min_length=9, max_length=9)]
    margin: Edge = Decimal(2)
    least_settlements: Annotated[int, Field(ge=1, le=1000)] = 1
    quarters: Annotated[int, Field(ge=1, le=8)] = 1

    def fact(self) -> CreditSchemeLaidDown:
        return CreditSchemeLaidDown.model_validate(self.model_dump())


class SchemeKept(Answer):
    from_on: date
    version: int


class SchemeAnswer(Answer):
    """`shipped`: what comes with the program."""

    scheme: CreditSchemeLaidDown
    shipped: bool


class SchemeList(Answer):
    items: list[SchemeAnswer]


class AssessmentBody(Body):
    """As of a day, today unless given; what was known of it now."""

    as_of: BusinessDate | None = None


class ScoreAnswer(Answer):
    """What a customer scored: each indicator with its value, points and weight; `hard` decided whatever they are."""

    as_of: date
    scheme_from: date
    indicators: list[Scored]
    total: DecimalString
    hard: Literal["derecognised"] | None
    recorded_at: datetime


class CreditAnswer(Answer):
    """`grade` is the one that counts today, `unknown` once it has run out; `given` the one that was given last, with
    the score that it, or the look at it since, was made of.
    """

    customer_id: str
    grade: str
    given: Grade
    before: Grade | None
    total: DecimalString
    graded_on: date
    valid_until: date
    score: ScoreAnswer
    version: int


class ScoreList(Answer):
    items: list[ScoreAnswer]


class GradedCustomer(Answer):
    customer_id: str
    unit_id: str
    grade: Grade
    before: Grade | None
    total: DecimalString
    graded_on: date
    valid_until: date


class GradeList(Answer):
    items: list[GradedCustomer]


class CreditMoved(Answer):
    """Where the credit stands after it was looked at."""

    customer_id: str
    grade: Grade
    valid_until: date
    version: int
