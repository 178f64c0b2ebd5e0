from datetime import date
from typing import Annotated

from pydantic import Field

from services.contract.questionnaire.events import QuestionnaireKind, SameAs, Sender, Verdict
from services.contract.questionnaire.handlers import QuestionnaireWish
from shared.values.clock import BusinessDate
from shared.values.ids import Id
from shared.values.text import Name, PlainText, Reason, Reference
from shared.web.schemas import Answer, Body

MOST_QUESTIONS = 300
Question = Annotated[str, PlainText(2_000, lines=True)]
Number = Annotated[int, Field(ge=1, le=MOST_QUESTIONS)]
Words = Annotated[str, PlainText(10_000, lines=True)]


class QuestionnaireBody(Body):
    """What a customer or supplier wants to know by a day, question by question."""

    counterparty_id: Id
    sender: Sender
    kind: QuestionnaireKind
    title: Name
    reference: Reference = ""
    contract_id: Id | None = None
    unit_id: Id | None = None
    questions: Annotated[list[Question], Field(min_length=1, max_length=MOST_QUESTIONS)]
    due_on: BusinessDate
    effective_on: BusinessDate | None = None

    def wish(self, today: date) -> QuestionnaireWish:
        return QuestionnaireWish(
            counterparty_id=self.counterparty_id,
            sender=self.sender,
            kind=self.kind,
            reference=self.reference,
            contract_id=self.contract_id,
            title=self.title,
            questions=tuple(self.questions),
            due_on=self.due_on,
            on=self.effective_on or today,
        )


class AssignmentBody(Body):
    """Which questions a department is to answer."""

    questions: Annotated[list[Number], Field(min_length=1, max_length=MOST_QUESTIONS)]
    department: Id


class SameAsBody(Body):
    questionnaire_id: Id
    question: Number
    revision: Annotated[int, Field(ge=1, le=10_000)]

    def told(self) -> SameAs:
        return SameAs(**self.model_dump())


class AnswerBody(Body):
    """`revises` is the revision that was read before, 0 without one; `same_as` an earlier answer that was proposed."""

    answer: Words
    revises: Annotated[int, Field(ge=0, le=10_000)] = 0
    same_as: SameAsBody | None = None


class ReviewBody(Body):
    """A reason where another answer is wanted."""

    verdict: Verdict
    reason: Reason | None = None


class SendingBody(Body):
    effective_on: BusinessDate | None = None


class WithdrawalBody(Body):
    reason: Reason
    effective_on: BusinessDate | None = None


class QuestionnaireMoved(Answer):
    questionnaire_id: str
    state: str
    version: int


class QuestionKept(Answer):
    """`revision` of the answer that it has now."""

    questionnaire_id: str
    question: int
    revision: int
    version: int


class QuestionnaireRow(Answer):
    """`accepted` of its `questions` have an accepted answer."""

    questionnaire_id: str
    unit_id: str
    counterparty_id: str
    sender: str
    kind: str
    title: str
    reference: str
    contract_id: str | None
    owner_id: str
    state: str
    questions: int
    accepted: int
    overdue: bool
    due_on: date
    received_on: date
    closed_on: date | None
    version: int


class QuestionnaireList(Answer):
    items: list[QuestionnaireRow]


class AnswerShown(Answer):
    revision: int
    department: str
    answer: str
    same_as: SameAs | None
    answered_by: str
    answered_on: date
    verdict: str | None
    reviewed_by: str | None
    reviewed_on: date | None
    reason: str | None


class QuestionShown(Answer):
    """`answers` are all its revisions, the newest first; `yours`: the caller may answer it now."""

    question: int
    text: str
    department: str | None
    state: str
    revision: int
    yours: bool
    answers: list[AnswerShown]


class QuestionnaireShown(QuestionnaireRow):
    """`reason` is why it was withdrawn; `asked` are its questions with all that was answered."""

    reason: str | None
    asked: list[QuestionShown]


class Task(Answer):
    """A question that waits for a department's answer; `state` rejected: for another one."""

    questionnaire_id: str
    question: int
    department: str
    text: str
    state: str
    kind: str
    sender: str
    counterparty_id: str
    due_on: date
    overdue: bool


class TaskList(Answer):
    items: list[Task]


class Proposal(Answer):
    """An accepted answer to the same question in another questionnaire."""

    questionnaire_id: str
    question: int
    revision: int
    counterparty_id: str
    answer: str
    answered_by: str
    answered_on: date


class ProposalList(Answer):
    items: list[Proposal]
