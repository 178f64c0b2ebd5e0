"""Why something can't be done with somebody who works here."""

from shared.values.errors import DomainError


class UnknownRoleError(DomainError):
    """There is no such role."""

    status = 422
    pointer = "/role"


class SeparateOfficesError(DomainError):
    """System, security and audit are administered by separate persons."""

    pointer = "/role"


class OfficesSeparatedError(DomainError):
    """The offices are separate: nobody is given all of them any more."""

    pointer = "/role"


class OfficeByAgreementError(DomainError):
    """The offices are separate: one is given by a request for access that two others agree to, and by nobody alone."""

    pointer = "/role"


class OwnGrantError(DomainError):
    """The offices are separate: nobody gives rights to themselves."""

    status = 403


class RoleNotHeldError(DomainError):
    """The role is not held on that unit."""

    pointer = "/unit_id"


class SecondFactorStandsError(DomainError):
    """A second factor is in use; take it away before another one is set up."""


class NoLeavePlannedError(DomainError):
    """No day is planned on which they leave."""


class NoSecondFactorError(DomainError):
    """There is no second factor to take away."""
