"""A route as it is computed before the first step starts: who is asked, in which order, how many must agree."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from shared.values.errors import DomainError

DEFAULT_LIMIT_HOURS: Final = 72


class Need(StrEnum):
    """How many of a step's approvers must agree."""

    ALL = "all"
    ANY = "any"
    COUNT = "count"


class StepPlan(BaseModel):
    """One step: named persons, or whoever holds `permission` on `unit_id` when the step is open.

    Steps of one `stage` run in parallel, stages one after the other. `count` is read only when `need` is `count`.
    Hours count from the step's start, on working days alone: a reminder, the limit after which it is overdue and
    escalated, and the moment when the step passes to `hand_on_to`; without a number nothing happens by itself.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    step: Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,39}$")]
    stage: Annotated[int, Field(ge=1, le=50)]
    persons: tuple[str, ...] = ()
    permission: str | None = None
    unit_id: str | None = None
    need: Need = Need.ANY
    count: Annotated[int, Field(ge=1, le=50)] = 1
    remind_hours: Annotated[int, Field(ge=1, le=8760)] | None = None
    limit_hours: Annotated[int, Field(ge=1, le=8760)] | None = DEFAULT_LIMIT_HOURS
    escalate_to: tuple[str, ...] = ()
    hand_on_hours: Annotated[int, Field(ge=1, le=8760)] | None = None
    hand_on_to: tuple[str, ...] = ()

    def needed(self, persons: Sequence[str]) -> int:
        """How many approvals the step takes when `persons` are asked (none named: holders of the permission)."""
        match self.need:
            case Need.ALL:
                return len(persons)
            case Need.ANY:
                return 1
            case Need.COUNT:
                return self.count


class RouteImpossibleError(DomainError):
    """The route can't come to an end as computed; the step that stops it is named."""

    status = 422


def check_route(steps: Sequence[StepPlan], drafter: str, barred: Sequence[str] = ()) -> None:
    """Refuses a route that is empty, ambiguous, or that distinct persons other than those whose draft it is can't
    complete.

    Raises `RouteImpossibleError` naming the step and why.
    """
    if not steps:
        raise RouteImpossibleError("A route has at least one step.", step=None)
    names = [plan.step for plan in steps]
    for plan in steps:
        reason = _flaw(plan, names, asked(plan, drafter, barred))
        if reason:
            raise RouteImpossibleError(f"Step {plan.step}: {reason}.", step=plan.step, reason=reason)
    stuck = _first_unfillable(steps, {plan.step: asked(plan, drafter, barred) for plan in steps})
    if stuck is not None:
        raise RouteImpossibleError(
            f"Step {stuck}: nobody decides twice in one route, and too few other persons are named.",
            step=stuck,
            reason="too few distinct persons",
        )


def asked(plan: StepPlan, drafter: str, barred: Sequence[str] = ()) -> tuple[str, ...]:
    """The persons a step asks by name: those planned, each once, without those whose draft it is."""
    authors = {drafter, *barred}
    return tuple(dict.fromkeys(person for person in plan.persons if person not in authors))


def _flaw(plan: StepPlan, names: Sequence[str], persons: Sequence[str]) -> str | None:
    by_permission = plan.permission is not None and plan.unit_id is not None
    if names.count(plan.step) > 1:
        return "its name is used twice"
    if by_permission == bool(plan.persons):
        return "it names either persons, or a permission and a unit"
    if by_permission and plan.need is Need.ALL:
        return "all of the holders of a permission is no fixed number; name persons, or how many"
    if plan.persons and plan.needed(persons) > len(persons):
        return "more approvals are needed than persons other than the drafter are named"
    if plan.persons and not persons:
        return "nobody is named but the drafter"
    if (plan.hand_on_hours is None) != (not plan.hand_on_to):
        return "handing on takes both hours and persons"
    return None


def _first_unfillable(steps: Sequence[StepPlan], persons: Mapping[str, Sequence[str]]) -> str | None:
    """The first step whose named approvers can't all be different persons."""
    places = [
        (plan.step, persons[plan.step])
        for plan in sorted(steps, key=lambda plan: plan.stage)
        for _ in range(plan.needed(persons[plan.step]) if plan.persons else 0)
    ]
    return next((places[place][0] for place in unseated([able for _, able in places])), None)


def unseated(places: Sequence[Collection[str]]) -> tuple[int, ...]:
    """The places left empty when each is to have another one of the persons who may fill it, as many as can being
    filled (augmenting paths, Kuhn 1955).
    """
    taken: dict[str, int] = {}

    def seat(place: int, tried: set[str]) -> bool:
        for person in places[place]:
            if person in tried:
                continue
            tried.add(person)
            if person not in taken or seat(taken[person], tried):
                taken[person] = place
                return True
        return False

    return tuple(place for place in range(len(places)) if not seat(place, set()))
