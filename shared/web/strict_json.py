"""JSON as it may come in: one meaning, bounded depth, no value that the database or another reader would refuse."""

import json
import math
from typing import Any, Final

from shared.web.errors import MalformedBodyError
from shared.web.json_faults import (
    DEEPEST,
    MOST_NAMES,
    NO_NUMBER,
    NO_TEXT,
    OUT_OF_RANGE,
    TOO_DEEP,
    TOO_MANY,
    TWICE,
    Fault,
    first_fault,
)


class _RefusedError(ValueError):
    pass


def check(body: bytes) -> None:
    """Raises `MalformedBodyError`, with a pointer to the place, for anything but UTF-8 JSON without duplicate keys,
    NUL, lone surrogates, NaN, infinities, numbers beyond a double, over 1,000 names in one object, and nesting over 32;
    the value is never repeated.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        found = first_fault(body.decode("utf-8", "surrogateescape"))
        raise _malformed("The body is not UTF-8.", found and Fault("The body is not UTF-8.", found.steps)) from error
    try:
        value = _DECODER.decode(text)
    except (_RefusedError, RecursionError) as error:
        raise _malformed(TOO_DEEP if isinstance(error, RecursionError) else str(error), first_fault(text)) from error
    except json.JSONDecodeError as error:
        raise _malformed("The body is not JSON.") from error
    except ValueError as error:  # Python reads no integer of over 4,300 digits
        raise _malformed(OUT_OF_RANGE, first_fault(text)) from error
    # Escapes alone bring NUL and lone surrogates; few brackets alone can't nest deeply.
    if text.count("[") + text.count("{") > DEEPEST and _is_deep(value, 1):
        raise _malformed(TOO_DEEP, first_fault(text))
    if "\\u" in text and _has_refused_text(value):
        raise _malformed(NO_TEXT, first_fault(text))


def _malformed(detail: str, found: Fault | None = None) -> MalformedBodyError:
    return MalformedBodyError(found.reason, found.steps) if found else MalformedBodyError(detail)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MOST_NAMES:
        raise _RefusedError(TOO_MANY)
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _RefusedError(TWICE)
    return found


def _number(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise _RefusedError(OUT_OF_RANGE)
    return value


def _constant(_name: str) -> float:
    raise _RefusedError(NO_NUMBER)


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_object, parse_float=_number, parse_constant=_constant)


def _has_refused_text(value: Any) -> bool:
    match value:
        case str():
            return "\0" in value or any("\ud800" <= character <= "\udfff" for character in value)
        case dict():
            return any(_has_refused_text(key) or _has_refused_text(inner) for key, inner in value.items())
        case list():
            return any(_has_refused_text(inner) for inner in value)
    return False


def _is_deep(value: Any, depth: int) -> bool:
    match value:
        case dict():
            return depth > DEEPEST or any(_is_deep(inner, depth + 1) for inner in value.values())
        case list():
            return depth > DEEPEST or any(_is_deep(inner, depth + 1) for inner in value)
    return False
