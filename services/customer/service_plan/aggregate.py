"""The service plan of a grade decided and folded."""

from dataclasses import dataclass

from services.customer.service_plan.events import ServicePlanLaidDown
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event


@dataclass(frozen=True, slots=True)
class ServicePlan:
    said: ServicePlanLaidDown | None = None


@dataclass(frozen=True, slots=True)
class LayDownPlan:
    fact: ServicePlanLaidDown


def decide(plan: ServicePlan, command: LayDownPlan) -> list[Event]:
    """What was said last is said no second time."""
    return [] if plan.said == command.fact else [command.fact]


def evolve(plan: ServicePlan, event: Event) -> ServicePlan:
    return ServicePlan(event) if isinstance(event, ServicePlanLaidDown) else plan


SERVICE_PLAN = Aggregate("service_plan", ServicePlan(), evolve)
