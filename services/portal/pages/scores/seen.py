"""What the pages of scores need of scoring's answers."""

from datetime import date, datetime
from decimal import Decimal

from services.portal.pages.frame.asking import Seen


class Graded(Seen):
    customer_id: str
    unit_id: str
    grade: str
    before: str | None
    total: Decimal
    graded_on: date
    valid_until: date


class Grades(Seen):
    items: list[Graded]


class Measured(Seen):
    """An indicator of a score: what it adds."""

    code: str
    adds: Decimal


class Score(Seen):
    as_of: date
    scheme_from: date
    indicators: list[Measured]
    total: Decimal
    hard: str | None
    recorded_at: datetime


class Scores(Seen):
    items: list[Score]


class Model(Seen):
    """A trained lifetime model; time is in weeks."""

    lifetime_id: str
    model: str
    until: date
    customers: int
    parameters: dict[str, float]
    log_likelihood: float
    gamma_gamma: dict[str, float] | None
    currency: str
    trained_at: datetime | None = None


class Models(Seen):
    models: list[Model]
