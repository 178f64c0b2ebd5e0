"""What can be asked of a round; every moment and every right is found at the edge and passed in."""

from dataclasses import dataclass
from datetime import datetime

from shared.approvals.events import Verdict
from shared.approvals.limits import OF_THE_LAW
from shared.approvals.route import StepPlan
from shared.approvals.state import Seat
from shared.values.calendar import BusinessCalendar


@dataclass(frozen=True, slots=True)
class OpenApproval:
    """Starts a round over a text that is frozen by its hash. `barred` are others than the drafter whose draft it is;
    `calendar` has the days that limits count.
    """

    approval_id: str
    subject: str
    label: str
    round: int
    drafter: str
    text_hash: str
    steps: tuple[StepPlan, ...]
    at: datetime
    barred: tuple[str, ...] = ()
    calendar: BusinessCalendar = OF_THE_LAW


@dataclass(frozen=True, slots=True)
class Decide:
    """A verdict. `holds` names the steps whose permission the person has now of their own; `lent` those that they have
    as the deputy of somebody, each with whom they stand for; `text_hash` is the text they saw; `calendar` has the days
    that the limits of what starts with it count.
    """

    person: str
    verdict: Verdict
    at: datetime
    holds: frozenset[str] = frozenset()
    step: str | None = None
    to_step: str | None = None
    text_hash: str | None = None
    comment: str | None = None
    calendar: BusinessCalendar = OF_THE_LAW
    lent: frozenset[Seat] = frozenset()


@dataclass(frozen=True, slots=True)
class AskOpinion:
    """An approver asks `of` for a further opinion."""

    person: str
    of: str
    at: datetime
    holds: frozenset[str] = frozenset()
    step: str | None = None
    comment: str | None = None
    lent: frozenset[Seat] = frozenset()


@dataclass(frozen=True, slots=True)
class GiveOpinion:
    """The answer to a question for an opinion."""

    person: str
    at: datetime
    comment: str


@dataclass(frozen=True, slots=True)
class Delegate:
    """An approver names who may decide in their place between two moments."""

    person: str
    to: str
    from_at: datetime
    until_at: datetime
    at: datetime
    holds: frozenset[str] = frozenset()
    step: str | None = None
    lent: frozenset[Seat] = frozenset()


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody whom the step asks, by name or as one who holds its permission, is away between two moments, and `to`
    does their work. Of a permission nobody who holds it is there.
    """

    step: str
    person: str
    to: str
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True)
class PassOn:
    """Nobody who could decide the step is there any more: it passes to `persons`, or to whoever holds the permission
    on the unit that `holders` names; with neither it is vacant. `gone` is who left last.
    """

    step: str
    at: datetime
    persons: tuple[str, ...] = ()
    holders: tuple[str, str] | None = None
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fill:
    """Enough are there again who could decide the step."""

    step: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The drafter takes the draft back."""

    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Remind:
    """The reminder of a step came due."""

    step: str


@dataclass(frozen=True, slots=True)
class MarkOverdue:
    """The limit of a step passed."""

    step: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HandOn:
    """The moment to hand a step on came."""

    step: str
    at: datetime


Command = (
    OpenApproval
    | Decide
    | AskOpinion
    | GiveOpinion
    | Delegate
    | StandIn
    | PassOn
    | Fill
    | Withdraw
    | Remind
    | MarkOverdue
    | HandOn
)
