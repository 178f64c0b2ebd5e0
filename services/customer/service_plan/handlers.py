"""Service plans: headquarters' word for every unit."""

from services.customer.service_plan.aggregate import SERVICE_PLAN, LayDownPlan, ServicePlan, decide
from services.customer.service_plan.events import ServicePlanLaidDown
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.ids import derived_id


async def lay_down(work: Work, fact: ServicePlanLaidDown) -> Stream[ServicePlan]:
    """From a day on customers of a grade may have this."""
    plan = await work.load(SERVICE_PLAN, derived_id("service_plan", fact.grade))
    work.record(plan, decide(plan.state, LayDownPlan(fact)))
    return plan
