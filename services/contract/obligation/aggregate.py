"""An obligation decided and folded."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from services.contract.obligation.events import (
    ObligationDue,
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


Command = PlanObligation | DateObligation | MarkDue | MarkOverdue | MeetObligation


def decide(obligation: Obligation, command: Command) -> list[Event]:
    """Deadlines that come too early, twice or after the obligation was met mean nothing and give no event."""
    plan = obligation.plan
    match obligation.stage, command:
        case Stage.NEW, PlanObligation(plan=planned):
            return [planned]
        case Stage.PLANNED, DateObligation(due_on=due_on) if plan is not None:
            return [] if plan.due_on is not None else [plan.model_copy(update={"due_on": due_on})]
        case ((Stage.PLANNED | Stage.DUE | Stage.OVERDUE), MeetObligation(on=on)) if plan is not None:
            return [ObligationMet.model_validate({**_standing(plan), "met_on": on})]
        case Stage.PLANNED, MarkDue(today=today) if plan is not None and _reached(plan, today):
            return [ObligationDue.model_validate(_standing(plan))]
        case ((Stage.PLANNED | Stage.DUE), MarkOverdue(today=today)) if plan is not None and _passed(plan, today):
            return [ObligationOverdue.model_validate(_standing(plan))]
        case Stage.NEW, _:
            raise NotPossibleNowError(obligation.stage, command)
        case _:
            return []


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
}


def evolve(obligation: Obligation, event: Event) -> Obligation:
    changed = replace(obligation, stage=STAGE_AFTER[type(event)])
    return replace(changed, plan=event) if isinstance(event, ObligationPlanned) else changed


OBLIGATION = Aggregate("obligation", Obligation(), evolve)
