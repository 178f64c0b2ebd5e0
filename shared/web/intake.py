"""A request's body on its way in: counted while it arrives, JSON of one meaning, validated as JSON."""

import re
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from fastapi.params import Depends as Dependency
from pydantic import TypeAdapter, ValidationError
from starlette.types import Message, Receive

from shared.web.errors import MOST_TOLD, ContentCodingError, MediaTypeNotSupportedError, PayloadTooLargeError
from shared.web.strict_json import check

LARGEST_BODY: Final = 1_048_576
JSON: Final = re.compile(r"application/json\s*(;|\Z)", re.IGNORECASE)
CHARSET: Final = re.compile(r";\s*charset\s*=\s*\"?([^\s\";]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Upload:
    """How many bytes an endpoint takes that reads its body as a stream."""

    largest: int

    async def __call__(self) -> None:
        """Nothing at call time: the route reads the limit when it is made."""


def upload(largest: int) -> Dependency:
    """Declares that an endpoint reads `request.stream()` itself, up to `largest` bytes; the body is not checked."""
    dependency: Dependency = Depends(Upload(largest))
    return dependency


@dataclass(frozen=True, slots=True)
class RawJson:
    """A body that is known to be JSON in the accepted form, still as bytes."""

    data: bytes


class ManyFaultsError(RequestValidationError):
    """More faults than are told: the first of them, and how many there are besides. FastAPI would copy each of them
    several times.
    """

    def __init__(self, error: ValidationError, body: RawJson) -> None:
        told = error.errors(include_url=False, include_input=False)[:MOST_TOLD]
        super().__init__([{**one, "loc": ("body", *one["loc"])} for one in told], body=body)
        self.more = error.error_count() - len(told)


class JsonAdapter:
    """Stands where FastAPI validates a body, and validates the bytes.

    FastAPI hands over parsed Python values, for which strict models refuse dates and decimals; from bytes pydantic
    reads them strictly as JSON, and parses once.
    """

    def __init__(self, inner: TypeAdapter[Any]) -> None:
        self._inner = inner

    def validate_python(self, value: object, **options: Any) -> Any:
        """The model from the body; anything else as before."""
        if isinstance(value, RawJson):
            try:
                return self._inner.validate_json(value.data)
            except ValidationError as error:
                if error.error_count() <= MOST_TOLD:
                    raise
                raise ManyFaultsError(error, value) from None
        return self._inner.validate_python(value, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class Intake(Request):
    """A request whose body is bounded, and whose `json()` is `RawJson`."""

    largest: int = LARGEST_BODY

    def bounded(self, largest: int) -> "Intake":
        """The same request, refusing to read more than `largest` bytes."""
        declared = self.headers.get("content-length", "")
        if declared.isascii() and declared.isdigit() and int(declared) > largest:
            raise PayloadTooLargeError(limit=largest)
        self._receive = _counting(self._receive, largest)
        return self

    def check_coding(self) -> None:
        """Raises when the body came compressed: it is read as it is, and its size is bounded as it is."""
        codings = ",".join(self.headers.getlist("content-encoding")).lower().split(",")
        if any(coding.strip() not in ("", "identity") for coding in codings):
            raise ContentCodingError

    async def check_json(self) -> None:
        """Reads the body and raises unless it is JSON in the accepted form, or empty."""
        body = await self.body()
        if not body:
            return
        said = self.headers.get("content-type", "")
        charset = CHARSET.search(said)
        if not JSON.match(said) or (charset and charset[1].lower() not in ("utf-8", "utf8")):
            raise MediaTypeNotSupportedError
        check(body)

    async def json(self) -> RawJson:
        """The body for `JsonAdapter`."""
        return RawJson(await self.body())


def _counting(receive: Receive, largest: int) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > largest:
            raise PayloadTooLargeError(limit=largest)
        return message

    return counted
