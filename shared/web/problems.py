"""Every refusal as RFC 9457 `application/problem+json`: what went wrong, where, and nothing of the input."""

import errno
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

import asyncpg
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic_core import from_json, to_json
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from shared.values.errors import ConcurrencyError, DomainError, ForbiddenError, InvalidFieldError, NotFoundError
from shared.web.errors import (
    MOST_TOLD,
    AlreadyExistsError,
    InvalidInputError,
    MalformedBodyError,
    StillInUseError,
    UnauthenticatedError,
    UnavailableError,
)
from shared.web.intake import ManyFaultsError, RawJson
from shared.web.pointers import pointer, shown

MEDIA_TYPE: Final = "application/problem+json"
TYPE_PREFIX: Final = "urn:pactline:problem:"
UNTAGGED: Final = frozenset({"union_tag_invalid", "union_tag_not_found"})

log = structlog.get_logger(__name__)


class MethodNotAllowedError(DomainError):
    """This address does not take the method."""

    status = 405


class InternalError(DomainError):
    """Something failed here; the log knows it under the correlation id."""

    status = 500


BY_SQLSTATE: Final[Mapping[str, type[DomainError]]] = {
    "23505": AlreadyExistsError,
    "23503": StillInUseError,
    "23001": StillInUseError,
    "23P01": AlreadyExistsError,
    "40001": ConcurrencyError,
    "40P01": ConcurrencyError,
    "42501": ForbiddenError,
    "55P03": ConcurrencyError,
    "57014": UnavailableError,
}
"""What a database error means to the caller, by its SQLSTATE; then by its class below."""

BY_SQLSTATE_CLASS: Final[Mapping[str, type[DomainError]]] = {
    "08": UnavailableError,
    "22": InvalidInputError,
    "23": InvalidInputError,
    "53": UnavailableError,
    "57": UnavailableError,
    "58": UnavailableError,
}

NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
"""What a write to a full disk fails with."""

BY_STATUS: Final[Mapping[int, type[DomainError]]] = {
    401: UnauthenticatedError,
    403: ForbiddenError,
    404: NotFoundError,
    405: MethodNotAllowedError,
    422: InvalidInputError,
    503: UnavailableError,
}


def problem(error: DomainError, *, headers: Mapping[str, str] | None = None) -> Response:
    """The answer that a refusal becomes."""
    body = {
        "type": TYPE_PREFIX + error.kind,
        "title": error.kind.replace("-", " ").capitalize(),
        "status": error.status,
        "detail": error.detail,
        **error.details,
    }
    sent = {**getattr(error, "headers", {}), **(headers or {})}
    return Response(to_json(body), status_code=error.status, headers=sent, media_type=MEDIA_TYPE)


def refusal(error: DomainError) -> Response:
    """A refusal that is itself a fact: returned (not raised) by an endpoint it is committed with what was recorded."""
    return problem(error)


def invalid_input(errors: Sequence[Mapping[str, Any]], body: object = None, *, more: int = 0) -> InvalidInputError:
    """Pydantic's errors as pointers and reasons; a pointer starts at the body, or names `/query/…`, `/path/…`. Only
    the first are told, and `more` counts what the caller left out already.
    """
    sent = from_json(body.data) if isinstance(body, RawJson) and body.data else body
    found = []
    for error in errors[:MOST_TOLD]:
        where = list(error["loc"])
        if where and where[0] == "body":
            where = _place(where[1:], sent, missing=error["type"] == "missing")
        said = str(error["msg"]).removeprefix("Value error, ")
        if error["type"] in UNTAGGED:
            # Pydantic points at the whole object and repeats the tag that it found.
            where.append(error["ctx"]["discriminator"].strip("'"))
            said = f"Should be one of {error['ctx'].get('expected_tags', 'the known ones')}"
        found.append({"pointer": pointer(shown(where)), "detail": said})
    return InvalidInputError(found, more=more + len(errors[MOST_TOLD:]))


def _place(steps: Sequence[Any], sent: object, *, missing: bool) -> list[Any]:
    """The steps that lead through what was sent: pydantic also names the alternative of a union that it tried."""
    found: list[Any] = []
    for number, step in enumerate(steps, 1):
        match sent:
            case dict() if step in sent:
                sent = sent[step]
            case list() if isinstance(step, int) and 0 <= step < len(sent):
                sent = sent[step]
            case _ if not (missing and number == len(steps)):
                continue
        found.append(step)
    return found


def sqlstate_of(error: BaseException) -> str | None:
    """The SQLSTATE of a database error, also of one that SQLAlchemy has wrapped as a plain `DBAPIError`."""
    seen: BaseException | None = error
    while seen is not None:
        state = getattr(seen, "sqlstate", None)
        if isinstance(state, str):
            return state
        seen = getattr(seen, "orig", None) or seen.__cause__
    return None


def translated(error: BaseException) -> DomainError | None:
    """The refusal an exception amounts to, or None when it is a fault of ours."""
    match error:
        case DomainError():
            return error
        case ManyFaultsError(more=more):
            return invalid_input(error.errors(), error.body, more=more)
        case RequestValidationError():
            return invalid_input(error.errors(), error.body)
        case HTTPException(status_code=status):
            return BY_STATUS.get(status, InvalidInputError if status < 500 else InternalError)()
        case ClientDisconnect():
            return MalformedBodyError("The body broke off.")  # nobody hears it; it is no fault of ours
        case asyncpg.InterfaceError() | asyncpg.InternalClientError() | ConnectionError() | TimeoutError():
            return UnavailableError()
        # A server without a route or a name to it is away as well; a file that is not where it was is a fault of ours.
        case OSError(filename=None):
            return UnavailableError()
        case OSError(errno=number) if number in NO_ROOM:
            return UnavailableError()
    state = sqlstate_of(error)
    if state is None:
        return None
    kind = BY_SQLSTATE.get(state) or BY_SQLSTATE_CLASS.get(state[:2])
    return kind() if kind else None


def answer_to(error: Exception) -> Response:
    """The problem that any exception becomes; faults of ours are logged and say nothing of themselves."""
    known = translated(error)
    if known is None or known.status == 500:
        log.error("request_failed", exc_info=error)
        known = InternalError()
    elif known.status == 503 and known is not error:
        log.warning("request_unavailable", error=repr(error))
    headers = error.headers if isinstance(error, HTTPException) else None
    return problem(known, headers=headers)


async def _answer(_request: Request, error: Exception) -> Response:
    return answer_to(error)


def install(app: FastAPI, astray: Callable[[Request, Any], Awaitable[Response]] | None = None) -> None:
    """Makes every error of the application a problem, those of routing (404, 405) included unless `astray` answers
    them.
    """
    handler: Callable[[Request, Exception], Awaitable[Response]] = _answer
    for kind in (RequestValidationError, DomainError):
        app.add_exception_handler(kind, handler)
    app.add_exception_handler(HTTPException, astray or handler)


__all__ = ["InvalidFieldError", "answer_to", "install", "invalid_input", "problem", "refusal", "translated"]
