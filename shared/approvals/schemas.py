"""Approvals over HTTP."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from shared.approvals.events import Passing
from shared.values.ids import Id
from shared.values.text import PlainText
from shared.web.schemas import Answer, Body

Words = Annotated[str, PlainText(4000, lines=True)]
Step = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,39}$")]
Hash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class ApproveBody(Body):
    """Agreement. `text_hash` is that of the text which was read; `step` is needed only when several wait for you."""

    decision: Literal["approve"]
    step: Step | None = None
    text_hash: Hash | None = None
    comment: Words | None = None


class RejectBody(Body):
    """The round ends with no."""

    decision: Literal["reject"]
    step: Step | None = None
    text_hash: Hash | None = None
    comment: Words


class ReturnBody(Body):
    """Back to an earlier step; what was decided since is void."""

    decision: Literal["return"]
    step: Step | None = None
    to_step: Step
    text_hash: Hash | None = None
    comment: Words


class OpinionBody(Body):
    """With `of`: asks that person for an opinion. Without: gives the one that was asked for."""

    decision: Literal["opinion"]
    step: Step | None = None
    of: Id | None = None
    comment: Words


class DelegateBody(Body):
    """`to` may decide in your place in this step, between two moments."""

    decision: Literal["delegate"]
    step: Step | None = None
    to: Id
    from_at: AwareDatetime
    until_at: AwareDatetime


class WithdrawBody(Body):
    """The drafter takes the draft back."""

    decision: Literal["withdraw"]


DecisionBody = Annotated[
    ApproveBody | RejectBody | ReturnBody | OpinionBody | DelegateBody | WithdrawBody, Field(discriminator="decision")
]


class DelegationAnswer(Answer):
    """`to` decides in the place of `person` from `from_at` until before `until_at`."""

    person: str
    to: str
    from_at: datetime
    until_at: datetime


class StepAnswer(Answer):
    """A step of the route as it was computed, and how far it is: `given` of `needed` approvals stand; `escalate_to`
    are told once it is overdue; `opinions` are those whose further opinion is waited for. `passed` says why it went to
    others than it was planned for (its `time` was over, or `nobody_there` who could decide, `gone` having left last);
    `vacant_at` is when nobody was found to decide it: it waits for whoever is given the permission.
    """

    step: str
    stage: int
    state: str
    persons: list[str]
    permission: str | None
    unit_id: str | None
    started_at: datetime | None
    due_at: datetime | None
    seconds: int | None
    overdue: bool
    needed: int
    given: int
    limit_hours: int | None
    hand_on_hours: int | None
    hand_on_to: list[str]
    escalate_to: list[str]
    delegations: list[DelegationAnswer]
    passed: Passing | None
    gone: list[str]
    vacant_at: datetime | None
    opinions: list[str]


class SaidAnswer(Answer):
    step: str
    person: str
    on_behalf_of: str | None
    verdict: str
    to_step: str | None
    comment: str | None
    decided_at: datetime
    seconds: int | None


class ApprovalLine(Answer):
    approval_id: str
    unit_id: str
    subject: str
    label: str
    round: int
    drafter: str
    text_hash: str
    state: str
    open_steps: list[str]
    opened_at: datetime
    closed_at: datetime | None
    seconds: int | None
    version: int


class ApprovalAnswer(ApprovalLine):
    """`yours` are the open steps in which the caller may decide now."""

    yours: list[str]
    steps: list[StepAnswer]
    history: list[SaidAnswer]


class ApprovalList(Answer):
    items: list[ApprovalLine]


class DecisionAnswer(Answer):
    approval_id: str
    state: str
    open_steps: list[str]
    version: int


class UnitDuration(Answer):
    unit_id: str
    rounds: int
    average_seconds: int
    longest_seconds: int


class DurationList(Answer):
    items: list[UnitDuration]
