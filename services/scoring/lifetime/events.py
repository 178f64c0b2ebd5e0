"""What is worth telling of lifetime models: that one was fitted and can be used."""

from datetime import date
from typing import Literal

from shared.eventstore.event import Event


class ModelTrained(Event, name="model.trained.v1"):
    """A model of repeat buying was fitted on purchases up to a day; a fit that did not converge is never told of.

    `parameters` are named as in the papers, time in weeks; `spending` are the Gamma-Gamma parameters (p, q, v) for
    amounts in `currency`, None when no such fit can be used.
    """

    lifetime_id: str
    model: Literal["bg-nbd", "pareto-nbd"]
    until: date
    customers: int
    parameters: dict[str, float]
    log_likelihood: float
    converged: bool
    spending: dict[str, float] | None
    currency: str
