"""Why somebody who is known is not signed in."""

from shared.values.errors import DomainError


class PasswordChangeNeededError(DomainError):
    """The first password is used once: send `new_password` with it."""

    status = 403


class SessionOverError(DomainError):
    """The session is over: sign in again."""

    status = 401
