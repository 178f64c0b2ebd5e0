"""A questionnaire as it stands, and what may be asked of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from services.contract.questionnaire.events import QuestionnaireReceived, SameAs, Verdict


class Stage(StrEnum):
    NEW, OPEN, SENT_BACK, WITHDRAWN = "new", "open", "sent_back", "withdrawn"


@dataclass(frozen=True, slots=True)
class Question:
    """`revision` is 0 while nobody has answered; `verdict` is that of the newest answer."""

    fingerprint: str
    department: str | None = None
    revision: int = 0
    answered_by: str = ""
    verdict: Verdict | None = None

    @property
    def done(self) -> bool:
        return self.verdict == "accepted"


@dataclass(frozen=True, slots=True)
class Questionnaire:
    stage: Stage = Stage.NEW
    received: QuestionnaireReceived | None = None
    questions: Mapping[int, Question] = field(default_factory=dict)
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Receive:
    """`texts` are the questions in their order."""

    fact: QuestionnaireReceived
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assign:
    questions: tuple[int, ...]
    department: str
    on: date


@dataclass(frozen=True, slots=True)
class Answer:
    """`revises` is the revision that was read before answering, 0 without one. `departments` says of a unit whether the
    author answers for it.
    """

    question: int
    revises: int
    answer: str
    same_as: SameAs | None
    person: str
    departments: frozenset[str]
    on: date


@dataclass(frozen=True, slots=True)
class Review:
    question: int
    revision: int
    verdict: Verdict
    reason: str | None
    person: str
    on: date


@dataclass(frozen=True, slots=True)
class SendBack:
    on: date


@dataclass(frozen=True, slots=True)
class Withdraw:
    reason: str
    on: date


@dataclass(frozen=True, slots=True)
class MarkOverdue:
    today: date


Command = Receive | Assign | Answer | Review | SendBack | Withdraw | MarkOverdue
