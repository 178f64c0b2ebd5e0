from collections.abc import Iterable

from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql import insert

from services.contract.quality_plan.events import QualityPlanLaidDown
from services.contract.quality_plan.tables import quality_plans
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("quality_plans", tables=[quality_plans])


@projection.on(QualityPlanLaidDown)
def lay_down(r: Recorded[QualityPlanLaidDown]) -> Iterable[Executable]:
    event = r.event
    said = {
        **{name: getattr(event, name) for name in ("grade", "specification", "retired", "effective_on")},
        "parameters": [one.model_dump(mode="json") for one in event.parameters],
        "control_points": [one.model_dump(mode="json") for one in event.control_points],
        "version": r.version,
    }
    row = insert(quality_plans).values(plan_id=event.plan_id, code=event.code, **said)
    yield row.on_conflict_do_update(index_elements=[quality_plans.c.plan_id], set_=said)
