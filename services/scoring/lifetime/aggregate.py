"""A lifetime model as a decision that stays: trained once, from data of its day, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.scoring.lifetime.events import ModelTrained
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import NotPossibleNowError


@dataclass(frozen=True, slots=True)
class LifetimeModel:
    """`model` is empty before training."""

    model: str = ""


@dataclass(frozen=True, slots=True)
class TrainModel:
    """A converged fit, to be kept under an id of its own."""

    lifetime_id: str
    model: Literal["bg-nbd", "pareto-nbd"]
    until: date
    customers: int
    parameters: dict[str, float]
    log_likelihood: float
    spending: dict[str, float] | None
    currency: str


def decide(state: LifetimeModel, command: TrainModel) -> list[Event]:
    """A model is trained once; training anew makes another one."""
    if state.model:
        raise NotPossibleNowError("trained", command)
    return [
        ModelTrained(
            lifetime_id=command.lifetime_id,
            model=command.model,
            until=command.until,
            customers=command.customers,
            parameters=command.parameters,
            log_likelihood=command.log_likelihood,
            converged=True,
            spending=command.spending,
            currency=command.currency,
        )
    ]


def evolve(state: LifetimeModel, event: Event) -> LifetimeModel:
    match event:
        case ModelTrained(model=model):
            return LifetimeModel(model)
        case _:
            return state


LIFETIME = Aggregate("lifetime", LifetimeModel(), evolve)
