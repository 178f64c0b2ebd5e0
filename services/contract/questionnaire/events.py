"""Questionnaires that customers and suppliers send in: what they ask, who of us answers, what was sent back."""

from datetime import date
from typing import Literal

from services.contract.terms import Frozen
from shared.eventstore.event import Event, Words

Sender = Literal["customer", "supplier"]
QuestionnaireKind = Literal["technical", "quality", "substances"]
Verdict = Literal["accepted", "rejected"]


class QuestionnaireReceived(Event, name="questionnaire.received.v1"):
    """A party sent a questionnaire that it wants back by a day; its questions follow one by one."""

    questionnaire_id: str
    counterparty_id: str
    sender: Sender
    kind: QuestionnaireKind
    reference: str
    contract_id: str | None
    owner_id: str
    questions: int
    title: Words[str]
    due_on: date
    effective_on: date


class QuestionAsked(Event, name="questionnaire.question_asked.v1"):
    """One of its questions. `fingerprint` is the same for the same words, however they are set (SHA-256)."""

    questionnaire_id: str
    question: int
    kind: QuestionnaireKind
    fingerprint: str
    text: Words[str]


class QuestionsAssigned(Event, name="questionnaire.assigned.v1"):
    """These questions are a department's to answer from now on."""

    questionnaire_id: str
    questions: tuple[int, ...]
    department: str
    due_on: date
    effective_on: date


class SameAs(Frozen):
    """An answer that was given before."""

    questionnaire_id: str
    question: int
    revision: int


class QuestionAnswered(Event, name="questionnaire.answered.v1"):
    """A question was answered, or answered anew: each revision is kept. `same_as` was proposed and taken over."""

    questionnaire_id: str
    question: int
    revision: int
    department: str
    author: str
    same_as: SameAs | None
    answer: Words[str]
    effective_on: date


class AnswerReviewed(Event, name="questionnaire.answer_reviewed.v1"):
    """Somebody other than its author accepted an answer, or wants another one."""

    questionnaire_id: str
    question: int
    revision: int
    verdict: Verdict
    reason: Words[str | None]
    effective_on: date


class Given(Frozen):
    """Which revision of an answer went out."""

    question: int
    revision: int


class QuestionnaireSentBack(Event, name="questionnaire.sent_back.v1"):
    """The party has the answers, each in this revision; nothing is said otherwise any more."""

    questionnaire_id: str
    counterparty_id: str
    given: tuple[Given, ...]
    effective_on: date


class QuestionnaireWithdrawn(Event, name="questionnaire.withdrawn.v1"):
    """The party wants no answers any more."""

    questionnaire_id: str
    counterparty_id: str
    reason: Words[str]
    effective_on: date


class QuestionnaireOverdue(Event, name="questionnaire.overdue.v1"):
    """The day has passed and a department has not answered, or answered otherwise than accepted; without a department
    nobody was asked yet.
    """

    questionnaire_id: str
    counterparty_id: str
    owner_id: str
    department: str | None
    open: int
    due_on: date
