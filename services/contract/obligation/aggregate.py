"""An obligation decided and folded."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from services.contract.obligation.events import (
    ObligationChanged,
    ObligationDue,
    ObligationLapsed,
    ObligationMet,
    ObligationOverdue,
    ObligationPerformed,
    ObligationPlanned,
)
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, InvalidFieldError, NotPossibleNowError


class NotCountedError(DomainError):
    """The contract does not count what is handed over: it is handed over whole."""


class OwedInMoneyError(DomainError):
    """It is owed in money: payments settle it."""


class Stage(StrEnum):
    NEW = "new"
    PLANNED = "planned"
    DUE = "due"
    OVERDUE = "overdue"
    MET = "met"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Obligation:
    """`done` is how much of a thing was handed over."""

    stage: Stage = Stage.NEW
    plan: ObligationPlanned | None = None
    done: Decimal = Decimal(0)

    @property
    def left(self) -> Decimal | None:
        """How much of a thing is owed still; None where nobody counts it."""
        thing = self.plan.thing if self.plan else None
        if thing is None or thing.quantity is None:
            return None
        return max(thing.quantity - self.done, Decimal(0))


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
class PerformObligation:
    """So much of a thing that is counted was handed over."""

    quantity: Decimal
    document: str | None
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
    | PerformObligation
    | ReopenObligation
)


def decide(obligation: Obligation, command: Command) -> list[Event]:
    """Deadlines that come too early, twice or after the obligation was met mean nothing and give no event."""
    plan = obligation.plan
    match obligation.stage, command:
        case Stage.NEW, PlanObligation(plan=planned):
            return [planned]
        case _, ChangeObligation(plan=said, on=on) if plan is not None:
            return _changed(obligation, plan, said, on)
        case (
            (Stage.PLANNED | Stage.DUE | Stage.OVERDUE),
            LapseObligation() | MeetObligation() | PerformObligation(),
        ) if plan is not None:
            return _ended(obligation, plan, command)
        case Stage.PLANNED, DateObligation(due_on=due_on) if plan is not None:
            return [] if plan.due_on is not None else [plan.model_copy(update={"due_on": due_on})]
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


def _ended(
    obligation: Obligation, plan: ObligationPlanned, command: LapseObligation | MeetObligation | PerformObligation
) -> list[Event]:
    match command:
        case LapseObligation(on=on):
            return [ObligationLapsed.model_validate({**_standing(plan), "lapsed_on": on})]
        case MeetObligation(on=on):
            return [ObligationMet.model_validate({**_standing(plan), "met_on": on})]
        case PerformObligation():
            return _performed(obligation, plan, command)


def _changed(obligation: Obligation, plan: ObligationPlanned, said: ObligationPlanned, on: date) -> list[Event]:
    """Nothing where nothing differs; a date that its occasion gave it stays while the terms of that do. Of a thing of
    which enough was handed over already nothing is owed.
    """
    if said.due_on is None and said.after == plan.after:
        said = said.model_copy(update={"due_on": plan.due_on})
    if said == plan and obligation.stage is not Stage.LAPSED:
        return []
    changed = ObligationChanged.model_validate({**said.model_dump(), "effective_on": on})
    if replace(obligation, plan=said).left == 0 and obligation.done:
        return [changed, ObligationMet.model_validate({**_standing(said), "met_on": on})]
    return [changed]


def _performed(obligation: Obligation, plan: ObligationPlanned, command: PerformObligation) -> list[Event]:
    """The last of it meets the obligation. Raises for what is not counted, and for more than is owed."""
    left = obligation.left
    if left is None:
        raise NotCountedError
    if command.quantity > left:
        raise InvalidFieldError("/quantity", "more than is owed")
    total = obligation.done + command.quantity
    names = ("obligation_id", "contract_id", "counterparty_id", "owner_id", "clause", "phase", "debtor")
    done = ObligationPerformed(
        **{name: getattr(plan, name) for name in names},
        quantity=command.quantity,
        total=total,
        document=command.document,
        effective_on=command.on,
    )
    if command.quantity < left:
        return [done]
    return [done, ObligationMet.model_validate({**_standing(plan), "met_on": command.on})]


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
    if isinstance(event, ObligationPerformed):
        return replace(obligation, done=event.total)
    changed = replace(obligation, stage=STAGE_AFTER[type(event)])
    if isinstance(event, ObligationChanged):
        return replace(changed, plan=_plan_of(event))
    return replace(changed, plan=event) if isinstance(event, ObligationPlanned) else changed


def _plan_of(changed: ObligationChanged) -> ObligationPlanned:
    return ObligationPlanned.model_construct(**{name: value for name, value in changed if name != "effective_on"})


OBLIGATION = Aggregate("obligation", Obligation(), evolve, shape=2)
