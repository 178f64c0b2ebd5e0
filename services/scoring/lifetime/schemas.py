"""Lifetime models over HTTP."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from shared.values.clock import BusinessDate
from shared.web.schemas import Answer, Body


class TrainBody(Body):
    """`currency` may be left out while all purchases have the same one."""

    model: Literal["bg-nbd", "pareto-nbd"] = "bg-nbd"
    until: BusinessDate
    currency: str | None = Field(default=None, pattern="^[A-Z]{3}$")


class LifetimeModelAnswer(Answer):
    """A trained model; time is in weeks, likelihoods are totals."""

    lifetime_id: str
    model: str
    until: date
    customers: int
    parameters: dict[str, float]
    log_likelihood: float
    gamma_gamma: dict[str, float] | None
    currency: str
    trained_at: datetime | None = None
    version: int


class LifetimeModels(Answer):
    models: list[LifetimeModelAnswer]


class CustomerLifetime(Answer):
    """What a model says of one customer over the weeks after a day (`as_of`), by what it had bought until then.

    `until` is the last day that the model was fitted on. `value` is expected purchases times expected amount, null
    without a spending model. BG/NBD calls every customer with a single purchase alive: `p_alive` of such a one says
    nothing.
    """

    customer_id: str
    lifetime_id: str
    model: str
    until: date
    as_of: date
    recorded_as_of: datetime | None = Field(description="As known at this moment; as known now if null")
    horizon_weeks: float
    purchases: int
    recency_weeks: float
    age_weeks: float
    p_alive: float
    expected_purchases: float
    expected_amount: float | None
    value: float | None
    currency: str
