"""Why a standard can't become limits as asked, or something can't be agreed on or ordered under them."""

from shared.values.errors import DomainError


class LimitDeviationError(DomainError):
    """What is stated lies outside limits taken over from the customer's standard: keep them, or have a concession
    granted.
    """

    pointer = "/parameters"


class LooserThanStandardError(DomainError):
    """A limit of ours is as tight as the customer's, or tighter."""

    status = 422


class EditionDecidedError(DomainError):
    """The edition was accepted or declined already, or there is a newer one."""


class NoLimitsError(DomainError):
    """Nothing of the standard is in force."""
