"""Refusals that HTTP itself makes, before or around the domain.

DomainError
 ├─ UnauthenticatedError 401          ├─ PayloadTooLargeError 413
 ├─ MalformedBodyError 400            ├─ MediaTypeNotSupportedError 415 ── ContentCodingError 415
 ├─ MalformedHeaderError 400          ├─ InvalidInputError 422
 ├─ IdempotencyKeyMissingError 400    ├─ IdempotencyKeyReusedError 422
 ├─ IdempotencyKeyMalformedError 400
 ├─ CommandRunningError 409           ├─ PreconditionMissingError 428
 ├─ AlreadyExistsError 409            ├─ TooManyRequestsError 429
 └─ StillInUseError 409               └─ UnavailableError 503 ── PositionNotReachedError 503
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from shared.values.errors import DomainError
from shared.web.pointers import pointer, shown

MOST_TOLD: Final = 20
"""Faults that one refusal names."""


class UnauthenticatedError(DomainError):
    """A valid access token for this service is needed."""

    status = 401
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": "Bearer"}


class MalformedBodyError(DomainError):
    """The body is not JSON in the accepted form. `steps` lead to the place, none being the whole body."""

    status = 400

    def __init__(self, reason: str, steps: Sequence[str | int] = ()) -> None:
        super().__init__(reason, errors=[{"pointer": pointer(shown(steps)), "detail": reason}])
        self.steps = tuple(steps)


class MalformedHeaderError(DomainError):
    """A header does not have the accepted form."""

    status = 400


class IdempotencyKeyMissingError(DomainError):
    """The header Idempotency-Key is needed: 1 to 200 visible ASCII characters, new for each intention."""

    status = 400


class IdempotencyKeyMalformedError(DomainError):
    """The header Idempotency-Key has 1 to 200 visible ASCII characters."""

    status = 400


class IdempotencyKeyReusedError(DomainError):
    """The Idempotency-Key was used with another request."""

    status = 422


class CommandRunningError(DomainError):
    """A request with this Idempotency-Key is being worked on."""


class AlreadyExistsError(DomainError):
    """There is one like it already."""


class StillInUseError(DomainError):
    """Something refers to it, or what it refers to does not exist."""


class PayloadTooLargeError(DomainError):
    """The body is larger than this endpoint takes."""

    status = 413


class MediaTypeNotSupportedError(DomainError):
    """The body's content type is not one that this endpoint takes."""

    status = 415


class ContentCodingError(MediaTypeNotSupportedError):
    """The body is taken without Content-Encoding only."""

    headers: ClassVar[Mapping[str, str]] = {"Accept-Encoding": "identity"}


class InvalidInputError(DomainError):
    """One or more values can't be taken."""

    status = 422

    def __init__(self, errors: Sequence[Mapping[str, str]] = (), *, more: int = 0) -> None:
        """The first `MOST_TOLD` errors are told; `more` were found besides and are only counted."""
        details: dict[str, object] = {"errors": list(errors[:MOST_TOLD])} if errors else {}
        if uncounted := more + len(errors[MOST_TOLD:]):
            details["more"] = uncounted
        super().__init__(None, pointer=None, **details)


class PreconditionMissingError(DomainError):
    """The header If-Match is needed: the ETag of what was read."""

    status = 428


class TooManyRequestsError(DomainError):
    """The caller sends more requests than allowed."""

    status = 429
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "1"}


class UnavailableError(DomainError):
    """A part that is needed does not answer now."""

    status = 503
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "2"}


class PositionNotReachedError(UnavailableError):
    """The position asked for has not arrived here yet."""
