"""Plans of quality control, for the whole installation."""

from services.contract.quality_plan.aggregate import QUALITY_PLAN, LayDownPlan, QualityPlan, decide
from services.contract.quality_plan.events import QualityPlanLaidDown
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError, NotFoundError
from shared.values.ids import derived_id


def plan_id_of(code: str) -> str:
    """The same for the same code."""
    return derived_id("quality_plan", code)


async def lay_down_plan(work: Work, fact: QualityPlanLaidDown, if_match: int | None = None) -> Stream[QualityPlan]:
    """A plan is laid down under a code that no unit has taken, or anew by its own unit, who read the version it has."""
    if if_match is not None:
        plan = await work.load(QUALITY_PLAN, fact.plan_id, if_match=if_match, must_exist=True)
    else:
        async with work.beyond():
            plan = await work.load(QUALITY_PLAN, fact.plan_id, unit=work.context.unit)
    work.record(plan, decide(plan.state, LayDownPlan(fact, anew=if_match is not None)))
    return plan


async def chosen_plan(work: Work, plan_id: str, pointer: str) -> tuple[QualityPlanLaidDown, int]:
    """What a plan says now, with its version; raises `InvalidFieldError` for one that is not there, or retired."""
    try:
        async with work.beyond():
            plan = await work.load(QUALITY_PLAN, plan_id, must_exist=True)
    except NotFoundError as error:
        raise InvalidFieldError(pointer, "there is no such quality plan") from error
    if plan.state.said is None or plan.state.said.retired:
        raise InvalidFieldError(pointer, "the quality plan is used no more")
    return plan.state.said, plan.version
