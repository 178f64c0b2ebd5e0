"""Which contracts are with a small supplier, and what follows for their plan."""

from datetime import date

from services.contract.particulars import Deliverable
from services.contract.party.events import PROTECTED
from services.contract.party.handlers import size_of
from services.contract.setting.handlers import value_on
from services.contract.small_supplier.terms import TERM, check_terms, with_terms
from services.contract.terms import Direction, PlanLine
from shared.eventstore.work import Work


async def is_small_supplier(work: Work, direction: Direction, counterparty_id: str, on: date) -> bool:
    """Whether we buy from somebody whom the law protects, by what was known of their size on that day."""
    return direction == "purchase" and await size_of(work, counterparty_id, on) in PROTECTED


async def plan_with_terms(
    work: Work, plan: tuple[PlanLine, ...], direction: Direction, counterparty_id: str, type_code: str
) -> tuple[PlanLine, ...]:
    """The plan as it is drafted: payments to a small supplier have the law's term where none is said."""
    if all(line.due_on is not None or line.after is not None for line in plan):
        return plan
    today = work.context.today
    if not await is_small_supplier(work, direction, counterparty_id, today):
        return plan
    days = await value_on(work, TERM, type_code, today)
    return plan if days is None else with_terms(plan, int(days))


async def check_plan_of_small_supplier(
    work: Work,
    plan: tuple[PlanLine, ...],
    deliverables: tuple[Deliverable, ...],
    *,
    direction: Direction,
    counterparty_id: str,
    type_code: str,
    begins_on: date,
) -> None:
    """Raises `TermTooLongError` or `PayWhenPaidError` for what the law refuses with a small supplier."""
    if not await is_small_supplier(work, direction, counterparty_id, work.context.today):
        return
    days = await value_on(work, TERM, type_code, work.context.today)
    check_terms(plan, deliverables, None if days is None else int(days), begins_on)
