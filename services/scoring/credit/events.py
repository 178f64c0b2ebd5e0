"""Credit as it is told: the scheme that grades it, what a customer scored under it, and the grade that holds."""

from datetime import date
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from shared.eventstore.event import Event
from shared.values.decimals import DecimalString

Grade = Literal["AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C"]
GRADES: Final[tuple[Grade, ...]] = ("AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C")
"""The best first."""
Measure = Literal["share_late", "days_late", "overdue_share", "long_overdue_share", "settlements"]
"""What can be measured of a customer: of what they settled in the last year the share settled late, and how many days
late on average; of what they owe the share past due, and the share more than 90 days past due; how often they settled.
"""


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Band(Frozen):
    """Values below `below` that no band before has get so many points; the last band has no end."""

    below: DecimalString | None
    points: int


class Indicator(Frozen):
    """A node of the scheme: with a `measure` and its bands a leaf, without one the parent of others."""

    code: str
    parent: str | None = None
    weight: DecimalString
    measure: Measure | None = None
    bands: tuple[Band, ...] = ()


class GradeFrom(Frozen):
    """The grade of whoever has so many points or more, and fewer than the next better one takes."""

    grade: Grade
    points: DecimalString


class CreditSchemeLaidDown(Event, name="credit_scheme.laid_down.v1"):
    """From that day on credit is graded so, everywhere.

    Weights of siblings come to one. A grade is left for another once the points pass its edge by `margin`. Fewer than
    `least_settlements` in the last year are graded by nobody. A grade holds for `quarters` after that of its day.
    """

    from_on: date
    indicators: tuple[Indicator, ...]
    grades: tuple[GradeFrom, ...]
    margin: DecimalString
    least_settlements: int
    quarters: int


class Scored(Frozen):
    """A leaf as it came out: its value, the points of its band, its weight in the whole and what that adds to the
    total. `figure` of the customer's 360, told apart by `currency` and `age`, shows the facts behind it.
    """

    code: str
    measure: Measure
    value: DecimalString
    points: int
    weight: DecimalString
    adds: DecimalString
    figure: str
    currency: str | None
    age: str | None


class ScoreCalculated(Event, name="score.calculated.v1"):
    """What a customer scored on a day under the scheme that began on `scheme_from`. `hard` says what decided whatever
    the points are: part of what they owe was taken off the books.
    """

    customer_id: str
    as_of: date
    scheme_from: date
    indicators: tuple[Scored, ...]
    total: DecimalString
    hard: Literal["derecognised"] | None


class CreditChanged(Event, name="credit.changed.v1"):
    """Their credit has this grade to the end of a day: another one than before, or the same for longer."""

    customer_id: str
    grade: Grade
    before: Grade | None
    total: DecimalString
    graded_on: date
    valid_until: date
