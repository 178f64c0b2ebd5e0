"""A questionnaire decided and folded: assigned by question, answered in revisions, reviewed, sent back."""

import hashlib
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

from services.contract.questionnaire.errors import (
    AnswerChangedError,
    NotReviewableError,
    OtherDepartmentError,
    OwnAnswerError,
    QuestionNotAssignedError,
    QuestionsOpenError,
)
from services.contract.questionnaire.events import (
    AnswerReviewed,
    Given,
    QuestionAnswered,
    QuestionAsked,
    QuestionnaireKind,
    QuestionnaireOverdue,
    QuestionnaireReceived,
    QuestionnaireSentBack,
    QuestionnaireWithdrawn,
    QuestionsAssigned,
)
from services.contract.questionnaire.state import (
    Answer,
    Assign,
    Command,
    MarkOverdue,
    Question,
    Questionnaire,
    Receive,
    Review,
    SendBack,
    Stage,
    Withdraw,
)
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import InvalidFieldError, NotFoundError, NotPossibleNowError
from shared.values.text import normalise


def fingerprint_of(kind: QuestionnaireKind, text: str) -> str:
    """The same for the same question of a kind, whatever its capitals, blanks and widths."""
    return hashlib.sha256(f"{kind}\n{normalise(text)}".encode()).hexdigest()


def decide(it: Questionnaire, command: Command) -> list[Event]:
    match it.stage, command:
        case Stage.NEW, Receive():
            return _received(command)
        case Stage.OPEN, Assign():
            return _assigned(it, command)
        case Stage.OPEN, Answer():
            return [_answered(it, command)]
        case Stage.OPEN, Review():
            return [_reviewed(it, command)]
        case Stage.OPEN, SendBack(on=on):
            return [_sent_back(it, on)]
        case Stage.OPEN, Withdraw(reason=reason, on=on):
            return [QuestionnaireWithdrawn(**_whose(it), reason=reason, effective_on=on)]
        case Stage.OPEN, MarkOverdue():
            return _overdue(it, command)
        case _, MarkOverdue():
            return []
        case _:
            raise NotPossibleNowError(it.stage, command)


def _received(command: Receive) -> list[Event]:
    fact = command.fact
    if fact.due_on < fact.effective_on:
        raise InvalidFieldError("/due_on", "it is wanted back on the day it came in at the earliest")
    prints = [fingerprint_of(fact.kind, text) for text in command.texts]
    for at, one in enumerate(prints):
        if prints.index(one) != at:
            raise InvalidFieldError(f"/questions/{at}", "a question is asked twice")
    asked = [
        QuestionAsked(questionnaire_id=fact.questionnaire_id, question=at, kind=fact.kind, fingerprint=one, text=text)
        for at, (one, text) in enumerate(zip(prints, command.texts, strict=True), start=1)
    ]
    return [fact, *asked]


def _of(it: Questionnaire) -> QuestionnaireReceived:
    if it.received is None:
        raise NotFoundError
    return it.received


def _whose(it: Questionnaire) -> dict[str, Any]:
    return {"questionnaire_id": _of(it).questionnaire_id, "counterparty_id": _of(it).counterparty_id}


def _question(it: Questionnaire, number: int) -> Question:
    if number not in it.questions:
        raise NotFoundError
    return it.questions[number]


def _assigned(it: Questionnaire, command: Assign) -> list[Event]:
    for at, number in enumerate(command.questions):
        if number not in it.questions:
            raise InvalidFieldError(f"/questions/{at}", "it has no such question")
    wanted = sorted(set(command.questions))
    new = tuple(number for number in wanted if it.questions[number].department != command.department)
    if not new:
        return []
    assigned = QuestionsAssigned(
        questionnaire_id=_of(it).questionnaire_id,
        questions=new,
        department=command.department,
        due_on=_of(it).due_on,
        effective_on=command.on,
    )
    return [assigned]


def _answered(it: Questionnaire, command: Answer) -> QuestionAnswered:
    question = _question(it, command.question)
    if question.department is None:
        raise QuestionNotAssignedError(question=command.question)
    if question.department not in command.departments:
        raise OtherDepartmentError(question=command.question)
    if question.revision != command.revises:
        raise AnswerChangedError(question=command.question, revision=question.revision)
    return QuestionAnswered(
        questionnaire_id=_of(it).questionnaire_id,
        question=command.question,
        revision=question.revision + 1,
        department=question.department,
        author=command.person,
        same_as=command.same_as,
        answer=command.answer,
        effective_on=command.on,
    )


def _reviewed(it: Questionnaire, command: Review) -> AnswerReviewed:
    question = _question(it, command.question)
    if question.revision != command.revision or question.verdict is not None:
        raise NotReviewableError(question=command.question, revision=question.revision)
    if question.answered_by == command.person:
        raise OwnAnswerError(question=command.question)
    if (command.verdict == "rejected") != (command.reason is not None):
        raise InvalidFieldError("/reason", "a reason is given where another answer is wanted, and nowhere else")
    return AnswerReviewed(
        questionnaire_id=_of(it).questionnaire_id,
        question=command.question,
        revision=command.revision,
        verdict=command.verdict,
        reason=command.reason,
        effective_on=command.on,
    )


def _sent_back(it: Questionnaire, on: date) -> QuestionnaireSentBack:
    still = [number for number, one in sorted(it.questions.items()) if not one.done]
    if still:
        raise QuestionsOpenError(questions=still)
    given = tuple(Given(question=number, revision=one.revision) for number, one in sorted(it.questions.items()))
    return QuestionnaireSentBack(**_whose(it), given=given, effective_on=on)


def _overdue(it: Questionnaire, command: MarkOverdue) -> list[Event]:
    """Once, by department; it is said anew by nobody."""
    due_on = _of(it).due_on
    if it.overdue or command.today <= due_on:
        return []
    still = Counter(one.department for one in it.questions.values() if not one.done)
    return [
        QuestionnaireOverdue(
            **_whose(it), owner_id=_of(it).owner_id, department=department, open=still[department], due_on=due_on
        )
        for department in sorted(still, key=lambda one: one or "")
    ]


def evolve(it: Questionnaire, event: Event) -> Questionnaire:
    match event:
        case QuestionnaireReceived():
            return replace(it, stage=Stage.OPEN, received=event)
        case QuestionAsked(question=number, fingerprint=fingerprint):
            return _with(it, number, Question(fingerprint))
        case QuestionsAssigned(questions=numbers, department=department):
            for number in numbers:
                it = _with(it, number, replace(it.questions[number], department=department))
            return it
        case QuestionAnswered(question=number):
            before = it.questions[number]
            return _with(it, number, replace(before, revision=event.revision, answered_by=event.author, verdict=None))
        case AnswerReviewed(question=number, verdict=verdict):
            return _with(it, number, replace(it.questions[number], verdict=verdict))
        case QuestionnaireOverdue():
            return replace(it, overdue=True)
        case QuestionnaireSentBack():
            return replace(it, stage=Stage.SENT_BACK)
        case QuestionnaireWithdrawn():
            return replace(it, stage=Stage.WITHDRAWN)
        case _:
            return it


def _with(it: Questionnaire, number: int, question: Question) -> Questionnaire:
    return replace(it, questions={**it.questions, number: question})


QUESTIONNAIRE = Aggregate("questionnaire", Questionnaire(), evolve)
