"""A plan of quality control decided and folded."""

from dataclasses import dataclass

from services.contract.quality_plan.events import QualityPlanLaidDown
from services.contract.requirement.measuring import check_parameters
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, InvalidFieldError


@dataclass(frozen=True, slots=True)
class QualityPlan:
    said: QualityPlanLaidDown | None = None


@dataclass(frozen=True, slots=True)
class LayDownPlan:
    """`anew`: by whoever read the version it has."""

    fact: QualityPlanLaidDown
    anew: bool


class DuplicatePlanError(DomainError):
    """There is a quality plan of this code already."""

    pointer = "/code"


def decide(plan: QualityPlan, command: LayDownPlan) -> list[Event]:
    fact = command.fact
    if plan.said is not None and not command.anew:
        raise DuplicatePlanError
    if plan.said is not None and plan.said.code != fact.code:
        raise InvalidFieldError("/code", "a plan keeps its code")
    check_parameters(fact.parameters)
    names = [one.name for one in fact.control_points]
    for at, name in enumerate(names):
        if names.index(name) != at:
            raise InvalidFieldError(f"/control_points/{at}/name", "a control point is named twice")
    return [] if plan.said == fact else [fact]


def evolve(plan: QualityPlan, event: Event) -> QualityPlan:
    return QualityPlan(event) if isinstance(event, QualityPlanLaidDown) else plan


QUALITY_PLAN = Aggregate("quality_plan", QualityPlan(), evolve)
