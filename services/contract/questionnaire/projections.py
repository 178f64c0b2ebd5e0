from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Executable, Update, insert, select, update

from services.contract.questionnaire.events import (
    AnswerReviewed,
    QuestionAnswered,
    QuestionAsked,
    QuestionnaireOverdue,
    QuestionnaireReceived,
    QuestionnaireSentBack,
    QuestionnaireWithdrawn,
    QuestionsAssigned,
)
from services.contract.questionnaire.tables import answers, questionnaires, questions
from shared.eventstore.deadlines import clear_deadline, set_deadline
from shared.eventstore.event import Event, Recorded
from shared.eventstore.projection import Projection
from shared.security.tables import participants
from shared.security.visibility import admit
from shared.values.clock import INSTALLATION_ZONE

OVERDUE: Final = "questionnaire.overdue"
projection = Projection("questionnaires", tables=[questionnaires, questions, answers, participants])


def _changed(r: Recorded[Event], **values: Any) -> Update:
    row = update(questionnaires).where(questionnaires.c.questionnaire_id == r.id)
    return row.values(**values, version=r.version)


@projection.on(QuestionnaireReceived)
def receive(r: Recorded[QuestionnaireReceived]) -> Iterable[Executable]:
    event = r.event
    said = event.model_dump(exclude={"title", "effective_on"})
    yield insert(questionnaires).values(
        **said,
        unit_id=r.unit,
        state="open",
        overdue=False,
        received_on=event.effective_on,
        sealed=r.sealed,
        version=r.version,
    )
    morning = datetime.combine(event.due_on + timedelta(days=1), time(), INSTALLATION_ZONE)
    yield set_deadline(OVERDUE, event.questionnaire_id, morning)


@projection.on(QuestionAsked)
def ask(r: Recorded[QuestionAsked]) -> Iterable[Executable]:
    event = r.event
    yield insert(questions).values(
        questionnaire_id=event.questionnaire_id,
        question=event.question,
        unit_id=r.unit,
        fingerprint=event.fingerprint,
        state="asked",
        revision=0,
        sealed=r.sealed,
    )
    yield _changed(r)


@projection.on(QuestionsAssigned)
def assign(r: Recorded[QuestionsAssigned]) -> Iterable[Executable]:
    """The department sees the whole questionnaire from now on; what was answered already keeps its state."""
    event = r.event
    chosen = (questions.c.questionnaire_id == r.id, questions.c.question.in_(event.questions))
    yield update(questions).where(*chosen).values(department=event.department)
    yield update(questions).where(*chosen, questions.c.state == "asked").values(state="assigned")
    yield admit(r.stream, event.department)
    yield _changed(r)


@projection.on(QuestionAnswered)
def answer(r: Recorded[QuestionAnswered]) -> Iterable[Executable]:
    event = r.event
    same = (questions.c.questionnaire_id == r.id, questions.c.question == event.question)
    yield insert(answers).values(
        questionnaire_id=event.questionnaire_id,
        question=event.question,
        revision=event.revision,
        unit_id=r.unit,
        department=event.department,
        fingerprint=select(questions.c.fingerprint).where(*same).scalar_subquery(),
        same_as=event.same_as.model_dump() if event.same_as else None,
        answered_by=event.author,
        answered_on=event.effective_on,
        sealed=r.sealed,
    )
    yield update(questions).where(*same).values(state="answered", revision=event.revision)
    yield _changed(r)


@projection.on(AnswerReviewed)
def review(r: Recorded[AnswerReviewed]) -> Iterable[Executable]:
    event = r.event
    yield (
        update(answers)
        .where(
            answers.c.questionnaire_id == r.id,
            answers.c.question == event.question,
            answers.c.revision == event.revision,
        )
        .values(
            verdict=event.verdict,
            reviewed_by=r.actor,
            reviewed_on=event.effective_on,
            sealed_reason=r.sealed if event.reason is not None else None,
        )
    )
    same = (questions.c.questionnaire_id == r.id, questions.c.question == event.question)
    yield update(questions).where(*same).values(state=event.verdict)
    yield _changed(r)


@projection.on(QuestionnaireOverdue)
def be_overdue(r: Recorded[QuestionnaireOverdue]) -> Iterable[Executable]:
    yield _changed(r, overdue=True)


@projection.on(QuestionnaireSentBack)
def send_back(r: Recorded[QuestionnaireSentBack]) -> Iterable[Executable]:
    yield _changed(r, state="sent_back", closed_on=r.event.effective_on)
    yield clear_deadline(OVERDUE, r.id)


@projection.on(QuestionnaireWithdrawn)
def withdraw(r: Recorded[QuestionnaireWithdrawn]) -> Iterable[Executable]:
    yield _changed(r, state="withdrawn", closed_on=r.event.effective_on, sealed_reason=r.sealed)
    yield clear_deadline(OVERDUE, r.id)
