"""Why a contract can't do what it is asked."""

from shared.values.errors import DomainError


class OutOfTurnError(DomainError):
    """Another side signs next."""


class BlockedPartyError(DomainError):
    """Contracts with this party are stopped."""


class MissingReferenceError(DomainError):
    """The type asks for a reference that the submission does not name."""

    status = 422
    pointer = "/references"


class SigningUnderWayError(DomainError):
    """The contract is out for electronic signatures: void that signing first."""


class OtherTextError(DomainError):
    """The text named is not the text that was frozen and approved."""


class OtherRoundError(DomainError):
    """The decision belongs to an earlier round of review."""


class NotPerformingError(DomainError):
    """The contract is not in effect: nothing is ordered, invoiced or paid on it."""


class RequiredClausesMissingError(DomainError):
    """The type asks for standard clauses that the draft does not have; their codes are named."""
