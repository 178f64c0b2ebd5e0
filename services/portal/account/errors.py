"""Why an account lets nobody in; none of them tells whether a login exists."""

from shared.values.errors import DomainError


class SignInRefusedError(DomainError):
    """Login and password do not fit, or the account may not sign in now."""

    status = 401


class CodeRefusedError(DomainError):
    """The code does not fit now, or was used already."""

    status = 401
    pointer = "/code"
