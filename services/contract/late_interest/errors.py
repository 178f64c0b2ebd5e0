"""Why late interest can't be booked."""

from shared.values.errors import DomainError


class InterestBookedError(DomainError):
    """What was borne of late interest up to that day is booked already."""


class NoInterestOwedError(DomainError):
    """Nothing is booked as owed of late interest under this clause: it is booked first."""
