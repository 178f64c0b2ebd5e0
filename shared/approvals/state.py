"""The state of one round on its route, and who may speak in it."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from shared.approvals.events import Passing
from shared.approvals.route import StepPlan

Seat = tuple[str, str]
"""A step, and in whose place somebody speaks in it."""


class Stage(StrEnum):
    """Where a round stands."""

    NEW = "new"
    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Progress(StrEnum):
    """Where a step stands."""

    WAITING = "waiting"
    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Vote:
    """A standing approval: who gave it, and in whose place (the same person unless delegated)."""

    person: str
    on_behalf_of: str


@dataclass(frozen=True, slots=True)
class Delegation:
    """`to` may act for `person` from `from_at` until before `until_at`."""

    person: str
    to: str
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """A step with what happened on it since it last started."""

    plan: StepPlan
    persons: tuple[str, ...]
    progress: Progress = Progress.WAITING
    started_at: datetime | None = None
    due_at: datetime | None = None
    votes: tuple[Vote, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    reminded: bool = False
    overdue: bool = False
    handed_on: bool = False
    handed_to: tuple[str, str] | None = None
    passed: Passing | None = None
    gone: tuple[str, ...] = ()
    vacant_at: datetime | None = None

    @property
    def name(self) -> str:
        return self.plan.step

    @property
    def needed(self) -> int:
        """Approvals this step takes; one once it was handed on."""
        return 1 if self.handed_on else self.plan.needed(self.persons)

    @property
    def holders(self) -> tuple[str, str] | None:
        """The permission, and the unit on which whoever holds it is asked; None where the step asks persons."""
        if self.handed_on:
            return self.handed_to
        plan = self.plan
        return None if plan.permission is None or plan.unit_id is None else (plan.permission, plan.unit_id)

    @property
    def is_open(self) -> bool:
        return self.progress is Progress.OPEN

    def asks(self, person: str, holds: frozenset[str]) -> bool:
        """Whether the step asks this person; `holds` names the steps whose permission the person has."""
        return self.name in holds if self.holders else person in self.persons

    def principals(
        self, person: str, holds: frozenset[str], at: datetime, lent: frozenset[Seat] = frozenset()
    ) -> tuple[str, ...]:
        """In whose places `person` may decide at that moment, the own first."""
        own = (person,) if self.asks(person, holds) else ()
        others = [d.person for d in self.delegations if d.to == person and d.from_at <= at < d.until_at]
        if self.holders:
            others += sorted(of for step, of in lent if step == self.name)
        return tuple(dict.fromkeys((*own, *others)))

    def seconds(self, at: datetime) -> int:
        """Whole seconds since the step started."""
        return max(0, int((at - self.started_at).total_seconds())) if self.started_at else 0

    def reset(self) -> "Step":
        """The step as planned, before its start."""
        return replace(
            self,
            progress=Progress.WAITING,
            started_at=None,
            due_at=None,
            votes=(),
            reminded=False,
            overdue=False,
            handed_on=False,
            handed_to=None,
            passed=None,
            gone=(),
            vacant_at=None,
        )


@dataclass(frozen=True, slots=True)
class Approval:
    """One round of one subject."""

    stage: Stage = Stage.NEW
    approval_id: str = ""
    subject: str = ""
    label: str = ""
    round: int = 0
    drafter: str = ""
    text_hash: str = ""
    barred: tuple[str, ...] = ()
    opened_at: datetime | None = None
    steps: tuple[Step, ...] = ()
    opinions: frozenset[tuple[str, str]] = frozenset()

    @property
    def authors(self) -> frozenset[str]:
        """Those whose draft it is: nobody approves their own."""
        return frozenset({self.drafter, *self.barred})

    def step(self, name: str | None) -> Step | None:
        """The step of that name."""
        return next((step for step in self.steps if step.name == name), None)

    @property
    def open_steps(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.is_open) if self.stage is Stage.OPEN else ()

    @property
    def decided(self) -> frozenset[str]:
        """Everybody whose approval stands, and everybody in whose place one was given."""
        return frozenset(
            name for step in self.steps for vote in step.votes for name in (vote.person, vote.on_behalf_of)
        )

    def decidable_by(
        self, person: str, holds: frozenset[str], at: datetime, lent: frozenset[Seat] = frozenset()
    ) -> tuple[Step, ...]:
        """The open steps in which that person may say yes or no at that moment, for themselves or for another."""
        spent = self.decided | self.authors
        if self.stage is not Stage.OPEN or person in spent:
            return ()
        return tuple(step for step in self.open_steps if set(step.principals(person, holds, at, lent)) - spent)

    def following(self, done: Step) -> tuple[Step, ...]:
        """The steps that start once `done` is done: the next stage's, if nothing of this stage still runs."""
        if any(step.is_open and step.name != done.name for step in self.steps):
            return ()
        waiting = [step for step in self.steps if step.progress is Progress.WAITING]
        first = min((step.plan.stage for step in waiting), default=0)
        return tuple(step for step in waiting if step.plan.stage == first)

    def ends_with(self, done: Step) -> bool:
        """Whether nothing is left once `done` is done."""
        return all(step.name == done.name or step.progress is Progress.DONE for step in self.steps)

    def with_step(self, changed: Step) -> "Approval":
        """The same round with one step replaced."""
        return replace(self, steps=tuple(changed if step.name == changed.name else step for step in self.steps))
