from collections.abc import Iterable

from sqlalchemy import Executable, insert

from services.customer.service_plan.events import ServicePlanLaidDown
from services.customer.service_plan.tables import service_plans
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("service_plans", tables=[service_plans])


@projection.on(ServicePlanLaidDown)
def lay_down(r: Recorded[ServicePlanLaidDown]) -> Iterable[Executable]:
    event = r.event
    yield insert(service_plans).values(
        grade=event.grade,
        version=r.version,
        purchase_limit=event.purchase_limit.amount if event.purchase_limit else None,
        currency=event.purchase_limit.currency if event.purchase_limit else None,
        discount=event.discount,
        term_days=event.term_days,
        effective_on=event.effective_on,
        laid_down_by=r.actor,
    )
