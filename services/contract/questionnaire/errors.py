"""Why a questionnaire can't be answered, reviewed or sent back as asked."""

from shared.values.errors import DomainError


class QuestionNotAssignedError(DomainError):
    """The question is no department's yet: assign it first."""


class OtherDepartmentError(DomainError):
    """The question is another department's to answer."""

    status = 403


class AnswerChangedError(DomainError):
    """Somebody answered the question meanwhile: look at that answer first."""

    pointer = "/revises"


class OwnAnswerError(DomainError):
    """Nobody reviews their own answer."""

    status = 403


class NotReviewableError(DomainError):
    """The answer was reviewed already, or there is a newer one."""


class QuestionsOpenError(DomainError):
    """It goes back once every question has an accepted answer."""
