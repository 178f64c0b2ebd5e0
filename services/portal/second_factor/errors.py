"""What a second factor still asks of somebody who has shown the password."""

from shared.values.errors import DomainError


class SecondFactorNeededError(DomainError):
    """The password fits; send the code of the second factor with it."""

    status = 403
    pointer = "/code"


class SecondFactorMissingError(DomainError):
    """The password fits, but this account needs a second factor: set one up (`POST /v1/second-factors`) first."""

    status = 403
