"""Why a sign-in is refused; none of them tells whether a login exists."""

from shared.values.errors import DomainError


class SignInRefusedError(DomainError):
    """Login and password do not fit, or the account may not sign in now."""

    status = 401


class PasswordChangeNeededError(DomainError):
    """The first password is used once: send `new_password` with it."""

    status = 403


class SessionOverError(DomainError):
    """The session is over: sign in again."""

    status = 401
