"""The approval matrix of a type: which steps a contract goes through, and in which units, by what is known of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import Field

from services.contract.terms import Direction, Frozen, Grade, KnownGrade
from shared.approvals.route import Need, StepPlan
from shared.values.errors import DomainError
from shared.values.money import Money

Hours = Annotated[int, Field(ge=1, le=8760)]
Review = Literal["business", "legal", "finance", "executive"]
Risk = Literal["low", "medium", "high"]
Reference = Literal["minutes", "sourcing"]
"""Minutes of a collective decision; how the other party was chosen."""
RISKS: Final[tuple[Risk, ...]] = ("low", "medium", "high")

RELATIVE_UNITS = ("own", "parent", "headquarters")
"""Units named by their place: the contract's own, the one above it, the top."""


class RouteStep(Frozen):
    """A row of the matrix: who is asked, and under which conditions, all of which must hold; without one it always is.

    `unit` is a place or a unit's id. The step is left out below `from_amount` and from `below_amount` on; of what: of
    the contract's amount, or (`sum_with_party`) of everything agreed with the party in twelve months and this. Named
    `units` mean those and all below them. `risk` means changed clauses of that risk or a higher one; `grades` a
    counterparty of one of them; of `unless_grades` it is left out, which `unknown` is never among.
    """

    step: Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,39}$")]
    stage: Annotated[int, Field(ge=1, le=50)]
    review: Review = "business"
    from_amount: Money | None = None
    below_amount: Money | None = None
    sum_with_party: bool = False
    units: tuple[str, ...] = ()
    directions: tuple[Direction, ...] = ()
    risk: Risk | None = None
    grades: tuple[KnownGrade, ...] = ()
    unless_grades: tuple[Grade, ...] = ()
    related_party: bool = False
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

    @property
    def unconditional(self) -> bool:
        """Whether every contract goes through it."""
        conditions = ("from_amount", "below_amount", "units", "directions", "risk", "grades", "unless_grades")
        return not self.related_party and not any(getattr(self, name) for name in conditions)


class RequiredReference(Frozen):
    """What a submission must name, from an amount on, or for a related party alone."""

    kind: Reference
    from_amount: Money | None = None
    related_party: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What a route is computed from. `with_party` is everything agreed with the party in twelve months, this contract
    among it, None where it can't be added up; `units` are the contract's and all above it; `risk` is the highest of
    changed clauses.
    """

    amount: Money
    with_party: Money | None
    units: frozenset[str]
    direction: Direction
    risk: Risk | None = None
    grade: KnownGrade = "unknown"
    related: bool = False


class LegalReviewMissingError(DomainError):
    """No type skips legal review: one step of the route reviews the law at every amount."""

    status = 422
    pointer = "/route"


def check_matrix(route: Sequence[RouteStep]) -> None:
    """Refuses a matrix under which some contract would not be reviewed by the law."""
    if not any(row.review == "legal" and row.unconditional for row in route):
        raise LegalReviewMissingError


ALWAYS: Final = (
    RouteStep(
        step="finance_by_grade",
        stage=1,
        review="finance",
        grades=("CCC", "CC", "C"),
        unit="headquarters",
        permission="contract.approval.finance",
    ),
    RouteStep(
        step="related_party",
        stage=1,
        review="executive",
        related_party=True,
        unit="headquarters",
        permission="contract.approval.executive",
    ),
)
"""Rows of every matrix that has none of its own for them: a weak credit goes to finance, a related party to executives.
They stand at the stage of the review of the law.
"""


def computed(route: Sequence[RouteStep], facts: Facts, unit_at: Callable[[str], str]) -> tuple[StepPlan, ...]:
    """The whole chain for a contract; `unit_at` turns a place or an id into a unit's id.

    A threshold in another currency than the contract's counts as reached: a step is never skipped for a doubt.
    """
    rows = [row for row in route if _reached(row, facts)]
    legal = next((row.stage for row in rows if row.review == "legal"), 1)
    added = [
        row.model_copy(update={"stage": legal}) for row in ALWAYS if _reached(row, facts) and not _seen_to(row, rows)
    ]
    return tuple(_plan(row, unit_at) for row in (*rows, *added))


def _seen_to(row: RouteStep, rows: Sequence[RouteStep]) -> bool:
    if row.related_party:
        return any(one.related_party for one in rows)
    return any(one.review == row.review for one in rows)


def _plan(row: RouteStep, unit_at: Callable[[str], str]) -> StepPlan:
    return StepPlan(
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


def missing_references(
    required: Sequence[RequiredReference], facts: Facts, given: Sequence[Reference]
) -> tuple[Reference, ...]:
    """What a submission must name and does not."""
    asked = [
        one.kind
        for one in required
        if _from(one.from_amount, facts.amount) and (facts.related or not one.related_party)
    ]
    return tuple(dict.fromkeys(kind for kind in asked if kind not in given))


DECIDE = "contract.approval.decide"
"""The permission a step asks for unless its row names another."""


def _reached(row: RouteStep, facts: Facts) -> bool:
    return all(holds(row, facts) for holds in CONDITIONS.values())


def _amount(row: RouteStep, facts: Facts) -> Money | None:
    return facts.with_party if row.sum_with_party else facts.amount


def _from(least: Money | None, amount: Money | None) -> bool:
    return least is None or amount is None or least.currency != amount.currency or amount >= least


def _below(most: Money | None, amount: Money | None) -> bool:
    return most is None or amount is None or most.currency != amount.currency or amount < most


def _risky(row: RouteStep, facts: Facts) -> bool:
    return row.risk is None or (facts.risk is not None and RISKS.index(facts.risk) >= RISKS.index(row.risk))


CONDITIONS: Final[Mapping[str, Callable[[RouteStep, Facts], bool]]] = {
    "from_amount": lambda row, facts: _from(row.from_amount, _amount(row, facts)),
    "below_amount": lambda row, facts: _below(row.below_amount, _amount(row, facts)),
    "units": lambda row, facts: not row.units or not facts.units.isdisjoint(row.units),
    "directions": lambda row, facts: not row.directions or facts.direction in row.directions,
    "risk": _risky,
    "grades": lambda row, facts: not row.grades or facts.grade in row.grades,
    "unless_grades": lambda row, facts: facts.grade not in row.unless_grades,
    "related_party": lambda row, facts: facts.related or not row.related_party,
}
"""By the field of a row: whether it lets the step into the route."""
