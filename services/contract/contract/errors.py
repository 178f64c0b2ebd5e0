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


class OvertakenError(DomainError):
    """The contract was changed since this amendment was drafted: say the amendment anew."""


class AmendmentTooEarlyError(DomainError):
    """An amendment takes effect no earlier than the contract itself and the amendments before it."""

    status = 422
    pointer = "/effective_from"


class NoContractOfItsOwnError(DomainError):
    """An amendment is no contract of its own: this is asked of the contract that it changes."""


class NoticeTooLateError(DomainError):
    """Notice was due by an earlier day: the term begins anew."""

    status = 422
    pointer = "/effective_on"


class NoRenewalError(DomainError):
    """The term does not begin anew by itself."""


class MasterNotInForceError(DomainError):
    """The master contract binds nobody now: nothing is made under it."""


class OtherTextError(DomainError):
    """The text named is not the text that was frozen and approved."""


class OtherRoundError(DomainError):
    """The decision belongs to an earlier round of review."""


class NotPerformingError(DomainError):
    """The contract is not in effect: nothing is ordered, invoiced or paid on it."""


class RequiredClausesMissingError(DomainError):
    """The type asks for standard clauses that the draft does not have; their codes are named."""
