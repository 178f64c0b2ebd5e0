"""The root of every refusal the domain makes; HTTP and the command line show it without knowing more."""

import re
from typing import ClassVar


class DomainError(Exception):
    """A command that can't be done as asked; subclasses say why and carry the figures as keyword arguments.

    `status` is the HTTP status, `kind` the stable problem type (from the class name unless set), `details` what a
    caller can act on (limits, amounts used, the clause): JSON values only, never personal data or the input.
    `pointer` is a JSON pointer to the field of the body at fault, told among the details as `errors`; a class with one
    field has it, where it depends it is said when raised. `over_http` is false for what only a command says.
    """

    status: ClassVar[int] = 409
    kind: ClassVar[str] = "domain"
    pointer: ClassVar[str | None] = None
    over_http: ClassVar[bool] = True

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "kind" not in cls.__dict__:
            words = re.findall("[A-Z][a-z0-9]*", cls.__name__.removesuffix("Error"))
            cls.kind = "-".join(words).lower()

    def __init__(self, detail: str | None = None, /, *, pointer: str | None = None, **details: object) -> None:
        self.detail = detail or " ".join((self.__doc__ or self.kind).split())
        self.details = details
        at = pointer or self.pointer
        if at is not None and "errors" not in details:
            self.details = {**details, "errors": [{"pointer": at, "detail": self.detail}]}
        super().__init__(self.detail)


class NotFoundError(DomainError):
    """There is no such thing, or it is not visible to the caller."""

    status = 404


class InvalidFieldError(DomainError):
    """A field's value can't be taken. `pointer` is a JSON pointer to it, empty for the whole."""

    status = 422

    def __init__(self, pointer: str, reason: str) -> None:
        super().__init__(f"{pointer}: {reason}" if pointer else reason, errors=[{"pointer": pointer, "detail": reason}])


class NotPossibleNowError(DomainError):
    """The state of the thing does not allow this command."""

    def __init__(self, state: object, command: object) -> None:
        super().__init__(f"{type(command).__name__} is not possible while {state}.", state=str(state))


class ConcurrencyError(DomainError):
    """Somebody else appended to the stream first."""


class StaleVersionError(DomainError):
    """The caller's `If-Match` names an older version."""

    status = 412


class ForbiddenError(DomainError):
    """The caller lacks the permission."""

    status = 403


class StartError(Exception):
    """`message` says in a plain sentence what is wrong, `next_step` what to do about it. Shown without a traceback."""

    def __init__(self, message: str, next_step: str) -> None:
        super().__init__(f"{message} {next_step}")
        self.message = message
        self.next_step = next_step
