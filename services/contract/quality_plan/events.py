"""Plans of quality control: what is set and looked at for goods of a grade and specification, whoever orders them."""

from datetime import date

from services.contract.requirement.events import ControlPoint, Parameter
from shared.eventstore.event import Event


class QualityPlanLaidDown(Event, name="quality_plan.laid_down.v1"):
    """The plan says this from now on; orders that chose it before keep what it said then."""

    plan_id: str
    code: str
    grade: str
    specification: str | None
    parameters: tuple[Parameter, ...]
    control_points: tuple[ControlPoint, ...]
    retired: bool
    effective_on: date
