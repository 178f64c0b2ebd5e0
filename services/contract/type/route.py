"""The approval matrix of a type: which steps a contract of this amount goes through, and in which units."""

from collections.abc import Callable, Sequence
from typing import Annotated, Literal

from pydantic import Field

from services.contract.terms import Frozen
from shared.approvals.route import Need, StepPlan
from shared.values.errors import DomainError
from shared.values.money import Money

Hours = Annotated[int, Field(ge=1, le=8760)]
Review = Literal["business", "legal", "finance", "executive"]

RELATIVE_UNITS = ("own", "parent", "headquarters")
"""Units named by their place: the contract's own, the one above it, the top."""


class RouteStep(Frozen):
    """A row of the matrix. `unit` is a place or a unit's id; below `from_amount` the step is left out."""

    step: Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,39}$")]
    stage: Annotated[int, Field(ge=1, le=50)]
    review: Review = "business"
    from_amount: Money | None = None
    unit: str = "own"
    permission: str | None = None
    persons: tuple[str, ...] = ()
    need: Need = Need.ANY
    count: Annotated[int, Field(ge=1, le=50)] = 1
    remind_hours: Hours | None = None
    limit_hours: Hours | None = 72
    escalate_to: tuple[str, ...] = ()
    hand_on_hours: Hours | None = None
    hand_on_to: tuple[str, ...] = ()


class LegalReviewMissingError(DomainError):
    """No type skips legal review: one step of the route reviews the law at every amount."""

    status = 422
    pointer = "/route"


def check_matrix(route: Sequence[RouteStep]) -> None:
    """Refuses a matrix under which some contract would not be reviewed by the law."""
    if not any(row.review == "legal" and row.from_amount is None for row in route):
        raise LegalReviewMissingError


def computed(route: Sequence[RouteStep], amount: Money, unit_at: Callable[[str], str]) -> tuple[StepPlan, ...]:
    """The whole chain for a contract of `amount`; `unit_at` turns a place or an id into a unit's id.

    A threshold in another currency than the contract's counts as reached: a step is never skipped for a doubt.
    """
    return tuple(
        StepPlan(
            step=row.step,
            stage=row.stage,
            persons=row.persons,
            permission=None if row.persons else row.permission or DECIDE,
            unit_id=None if row.persons else unit_at(row.unit),
            need=row.need,
            count=row.count,
            remind_hours=row.remind_hours,
            limit_hours=row.limit_hours,
            escalate_to=row.escalate_to,
            hand_on_hours=row.hand_on_hours,
            hand_on_to=row.hand_on_to,
        )
        for row in route
        if _reached(row, amount)
    )


DECIDE = "contract.approval.decide"
"""The permission a step asks for unless its row names another."""


def _reached(row: RouteStep, amount: Money) -> bool:
    if row.from_amount is None or row.from_amount.currency != amount.currency:
        return True
    return amount >= row.from_amount
