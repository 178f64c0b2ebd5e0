"""An obligation decided and folded."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from services.contract.obligation.events import (
    ObligationChanged,
    ObligationDue,
    ObligationLapsed,
    ObligationMet,
    ObligationOverdue,
    ObligationPlanned,
)
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import NotPossibleNowError


class Stage(StrEnum):
    NEW = "new"
    PLANNED = "planned"
    DUE = "due"
    OVERDUE = "overdue"
    MET = "met"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Obligation:
    stage: Stage = Stage.NEW
    plan: ObligationPlanned | None = None


@dataclass(frozen=True, slots=True)
class PlanObligation:
    plan: ObligationPlanned


@dataclass(frozen=True, slots=True)
class DateObligation:
    """The occasion has come: the obligation is due on `due_on`."""

    due_on: date


@dataclass(frozen=True, slots=True)
class MarkDue:
    today: date


@dataclass(frozen=True, slots=True)
class MarkOverdue:
    today: date


@dataclass(frozen=True, slots=True)
class MeetObligation:
    on: date


@dataclass(frozen=True, slots=True)
class ChangeObligation:
    """What is owed from a day on under the same clause and phase."""

    plan: ObligationPlanned
    on: date


@dataclass(frozen=True, slots=True)
class LapseObligation:
    on: date


@dataclass(frozen=True, slots=True)
class ReopenObligation:
    """What had met it turned out not to count."""

    on: date


Command = (
    PlanObligation
    | ChangeObligation
    | LapseObligation
    | DateObligation
    | MarkDue
    | MarkOverdue
    | MeetObligation
    | ReopenObligation
)


def decide(obligation: Obligation, command: Command) -> list[Event]:
    """Deadlines that come too early, twice or after the obligation was met mean nothing and give no event."""
    plan = obligation.plan
    match obligation.stage, command:
        case Stage.NEW, PlanObligation(plan=planned):
            return [planned]
        case _, ChangeObligation(plan=said, on=on) if plan is not None:
            return _changed(obligation.stage, plan, said, on)
        case ((Stage.PLANNED | Stage.DUE | Stage.OVERDUE), LapseObligation(on=on)) if plan is not None:
            return [ObligationLapsed.model_validate({**_standing(plan), "lapsed_on": on})]
        case Stage.PLANNED, DateObligation(due_on=due_on) if plan is not None:
            return [] if plan.due_on is not None else [plan.model_copy(update={"due_on": due_on})]
        case ((Stage.PLANNED | Stage.DUE | Stage.OVERDUE), MeetObligation(on=on)) if plan is not None:
            return [ObligationMet.model_validate({**_standing(plan), "met_on": on})]
        case Stage.PLANNED, MarkDue(today=today) if plan is not None and _reached(plan, today):
            return [ObligationDue.model_validate(_standing(plan))]
        case ((Stage.PLANNED | Stage.DUE), MarkOverdue(today=today)) if plan is not None and _passed(plan, today):
            return [ObligationOverdue.model_validate(_standing(plan))]
        case Stage.MET, ReopenObligation(on=on) if plan is not None:
            return [ObligationChanged.model_validate({**plan.model_dump(), "effective_on": on})]
        case Stage.NEW, _:
            raise NotPossibleNowError(obligation.stage, command)
        case _:
            return []


def _changed(stage: Stage, plan: ObligationPlanned, said: ObligationPlanned, on: date) -> list[Event]:
    """Nothing where nothing differs; a date that its occasion gave it stays while the terms of that do."""
    if said.due_on is None and said.after == plan.after:
        said = said.model_copy(update={"due_on": plan.due_on})
    if said == plan and stage is not Stage.LAPSED:
        return []
    return [ObligationChanged.model_validate({**said.model_dump(), "effective_on": on})]


def _reached(plan: ObligationPlanned, today: date) -> bool:
    return plan.due_on is not None and plan.due_on <= today


def _passed(plan: ObligationPlanned, today: date) -> bool:
    return plan.due_on is not None and plan.due_on < today


def _standing(plan: ObligationPlanned) -> dict[str, Any]:
    return plan.model_dump(exclude={"direction", "after"})


STAGE_AFTER: dict[type[Event], Stage] = {
    ObligationPlanned: Stage.PLANNED,
    ObligationDue: Stage.DUE,
    ObligationOverdue: Stage.OVERDUE,
    ObligationMet: Stage.MET,
    ObligationChanged: Stage.PLANNED,
    ObligationLapsed: Stage.LAPSED,
}


def evolve(obligation: Obligation, event: Event) -> Obligation:
    changed = replace(obligation, stage=STAGE_AFTER[type(event)])
    if isinstance(event, ObligationChanged):
        return replace(changed, plan=_plan_of(event))
    return replace(changed, plan=event) if isinstance(event, ObligationPlanned) else changed


def _plan_of(changed: ObligationChanged) -> ObligationPlanned:
    return ObligationPlanned.model_construct(**{name: value for name, value in changed if name != "effective_on"})


OBLIGATION = Aggregate("obligation", Obligation(), evolve)
