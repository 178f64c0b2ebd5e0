"""Why a decision on a route can't be taken."""

from shared.values.errors import DomainError


class OwnDraftError(DomainError):
    """Nobody approves their own draft."""

    status = 403


class DecidedAlreadyError(DomainError):
    """Nobody decides twice in one route."""


class NotYourTurnError(DomainError):
    """No open step of this route waits for you."""

    status = 403


class StepUnclearError(DomainError):
    """Several open steps wait for you: name the one you decide."""

    status = 422
    pointer = "/step"


class TextChangedError(DomainError):
    """The text you saw is not the text under review."""


class ReturnTargetError(DomainError):
    """A route returns only to a step of an earlier stage that has run."""

    status = 422
    pointer = "/to_step"


class NotTheDrafterError(DomainError):
    """Only the drafter withdraws a draft from review."""

    status = 403


class DelegationError(DomainError):
    """A step is delegated by one of its approvers to somebody who neither drafted nor decided, for a span of time."""

    status = 422
    pointer = "/to"


class OpinionNotAskedError(DomainError):
    """Nobody asked you for an opinion here."""

    status = 403
