from datetime import date
from decimal import Decimal

from services.customer.service_plan.aggregate import SERVICE_PLAN, LayDownPlan, decide
from services.customer.service_plan.events import ServicePlanLaidDown
from shared.testing.given import specification
from shared.values.money import Money

given = specification(SERVICE_PLAN, decide)


def plan(discount: str) -> ServicePlanLaidDown:
    return ServicePlanLaidDown(
        grade="BB",
        purchase_limit=Money.of("500", "CNY"),
        discount=Decimal(discount),
        term_days=None,
        effective_on=date(2026, 3, 2),
    )


def test_what_was_said_last_is_said_no_second_time():
    given().when(LayDownPlan(plan("0.1"))).then(plan("0.1"))
    given(plan("0.1")).when(LayDownPlan(plan("0.1"))).then()
    given(plan("0.1"), plan("0.2")).when(LayDownPlan(plan("0.1"))).then(plan("0.1"))
