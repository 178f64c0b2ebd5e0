from datetime import date, timedelta

from services.contract.questionnaire.aggregate import QUESTIONNAIRE, decide, fingerprint_of
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
    QuestionnaireOverdue,
    QuestionnaireReceived,
    QuestionnaireSentBack,
    QuestionnaireWithdrawn,
    QuestionsAssigned,
    Verdict,
)
from services.contract.questionnaire.state import Answer, Assign, MarkOverdue, Receive, Review, SendBack, Withdraw
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotFoundError, NotPossibleNowError

given = specification(QUESTIONNAIRE, decide)
DAY = date(2026, 3, 2)
DUE = DAY + timedelta(days=10)
TEXTS = ("Does the product contain lead?", "Which norm is the steel tested by?")
RECEIVED = QuestionnaireReceived(
    questionnaire_id="q", counterparty_id="c", sender="customer", kind="substances", reference="RFI-7",
    contract_id=None, owner_id="owner", questions=2, title="RoHS 2026", due_on=DUE, effective_on=DAY,
)  # fmt: skip


def asked(number: int) -> QuestionAsked:
    text = TEXTS[number - 1]
    return QuestionAsked(
        questionnaire_id="q",
        question=number,
        kind="substances",
        fingerprint=fingerprint_of("substances", text),
        text=text,
    )


def assigned(department: str, *questions: int) -> QuestionsAssigned:
    return QuestionsAssigned(
        questionnaire_id="q", questions=questions, department=department, due_on=DUE, effective_on=DAY
    )


def answered(question: int, revision: int, words: str = "No", author: str = "li") -> QuestionAnswered:
    return QuestionAnswered(
        questionnaire_id="q", question=question, revision=revision, department="quality", author=author, same_as=None,
        answer=words, effective_on=DAY,
    )  # fmt: skip


def reviewed(question: int, revision: int, verdict: Verdict, reason: str | None = None) -> AnswerReviewed:
    return AnswerReviewed(
        questionnaire_id="q", question=question, revision=revision, verdict=verdict, reason=reason, effective_on=DAY
    )


def answer(question: int, revises: int = 0, words: str = "No", department: str = "quality") -> Answer:
    return Answer(question, revises, words, None, "li", frozenset({department}), DAY)


def review(question: int, revision: int, verdict: Verdict, person: str = "wu", reason: str | None = None) -> Review:
    return Review(question, revision, verdict, reason, person, DAY)


OPEN = (RECEIVED, asked(1), asked(2))
ASSIGNED = (*OPEN, assigned("quality", 1, 2))
DONE = (*ASSIGNED, answered(1, 1), answered(2, 1), reviewed(1, 1, "accepted"), reviewed(2, 1, "accepted"))


def test_a_questionnaire_comes_in_with_its_questions():
    given().when(Receive(RECEIVED, TEXTS)).then(*OPEN)
    late = RECEIVED.model_copy(update={"due_on": DAY - timedelta(days=1)})
    given().when(Receive(late, TEXTS)).fails(InvalidFieldError)
    given().when(Receive(RECEIVED, (TEXTS[0], "does the  product CONTAIN lead?"))).fails(InvalidFieldError)
    given(*OPEN).when(Receive(RECEIVED, TEXTS)).fails(NotPossibleNowError)


def test_questions_are_given_to_departments_and_taken_over_by_others():
    given(*OPEN).when(Assign((2, 1, 1), "quality", DAY)).then(assigned("quality", 1, 2))
    given(*ASSIGNED).when(Assign((1, 2), "laboratory", DAY)).then(assigned("laboratory", 1, 2))
    given(*ASSIGNED).when(Assign((1,), "quality", DAY)).then()
    given(*OPEN).when(Assign((3,), "quality", DAY)).fails(InvalidFieldError)


def test_only_its_department_answers_and_every_revision_is_kept():
    given(*ASSIGNED).when(answer(1)).then(answered(1, 1))
    given(*ASSIGNED, answered(1, 1)).when(answer(1, 1, "None at all")).then(answered(1, 2, "None at all"))
    given(*OPEN).when(answer(1)).fails(QuestionNotAssignedError)
    given(*ASSIGNED).when(answer(1, department="sales")).fails(OtherDepartmentError)
    given(*ASSIGNED, answered(1, 1)).when(answer(1)).fails(AnswerChangedError)
    given(*ASSIGNED).when(answer(9)).fails(NotFoundError)


def test_somebody_else_reviews_the_newest_answer_once():
    given(*ASSIGNED, answered(1, 1)).when(review(1, 1, "accepted")).then(reviewed(1, 1, "accepted"))
    wanted = review(1, 1, "rejected", reason="By which method?")
    given(*ASSIGNED, answered(1, 1)).when(wanted).then(reviewed(1, 1, "rejected", "By which method?"))
    given(*ASSIGNED, answered(1, 1)).when(review(1, 1, "rejected")).fails(InvalidFieldError)
    given(*ASSIGNED, answered(1, 1)).when(review(1, 1, "accepted", "li")).fails(OwnAnswerError)
    given(*ASSIGNED, answered(1, 1), answered(1, 2)).when(review(1, 1, "accepted")).fails(NotReviewableError)
    given(*DONE).when(review(1, 1, "accepted")).fails(NotReviewableError)


def test_it_goes_back_once_every_question_has_an_accepted_answer():
    back = QuestionnaireSentBack(
        questionnaire_id="q",
        counterparty_id="c",
        given=(Given(question=1, revision=1), Given(question=2, revision=1)),
        effective_on=DAY,
    )
    given(*DONE).when(SendBack(DAY)).then(back)
    given(*DONE, answered(2, 2)).when(SendBack(DAY)).fails(QuestionsOpenError)
    for late in (answer(1, 1), Assign((1,), "sales", DAY), SendBack(DAY), Withdraw("?", DAY)):
        given(*DONE, back).when(late).fails(NotPossibleNowError)


def test_a_day_later_each_department_that_has_not_answered_is_told_once():
    after = DUE + timedelta(days=1)
    told = [
        QuestionnaireOverdue(
            questionnaire_id="q", counterparty_id="c", owner_id="owner", department=one, open=1, due_on=DUE
        )
        for one in (None, "quality")
    ]
    given(*OPEN, assigned("quality", 1)).when(MarkOverdue(after)).then(*told)
    given(*OPEN, assigned("quality", 1), *told).when(MarkOverdue(after)).then()
    given(*OPEN).when(MarkOverdue(DUE)).then()
    given(*DONE).when(MarkOverdue(after)).then()
    gone = QuestionnaireWithdrawn(questionnaire_id="q", counterparty_id="c", reason="Not needed", effective_on=DAY)
    given(*OPEN).when(Withdraw("Not needed", DAY)).then(gone)
    given(*OPEN, gone).when(MarkOverdue(after)).then()


def test_the_same_question_is_known_by_its_words_and_its_kind():
    assert fingerprint_of("quality", "Ａ  question?") == fingerprint_of("quality", "a question?")
    assert fingerprint_of("quality", "a question?") != fingerprint_of("technical", "a question?")
