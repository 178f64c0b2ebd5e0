"""JSON as it may come in: one meaning, bounded depth, no value that the database or another reader would refuse."""

import json
import math
from typing import Any, Final

from shared.web.errors import MalformedBodyError

DEEPEST: Final = 32


class _RefusedError(ValueError):
    pass


def check(body: bytes) -> None:
    """Raises `MalformedBodyError` for anything but UTF-8 JSON without duplicate keys, NUL, lone surrogates, NaN,
    infinities, numbers beyond a double, and nesting over 32; the message never repeats the input.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedBodyError("The body is not UTF-8.") from error
    try:
        value = _DECODER.decode(text)
    except _RefusedError as error:
        raise MalformedBodyError(str(error)) from error
    except RecursionError as error:
        raise MalformedBodyError(f"The body nests deeper than {DEEPEST} levels.") from error
    except ValueError as error:
        raise MalformedBodyError("The body is not JSON.") from error
    # Escapes alone bring NUL and lone surrogates; few brackets alone can't nest deeply.
    if text.count("[") + text.count("{") > DEEPEST:
        _check_depth(value, 1)
    if "\\u" in text:
        _check_text(value)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _RefusedError("A key stands twice in one object.")
    return found


def _number(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise _RefusedError("A number is out of range.")
    return value


def _constant(_name: str) -> float:
    raise _RefusedError("NaN and infinities are not JSON.")


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_object, parse_float=_number, parse_constant=_constant)


def _check_text(value: Any) -> None:
    match value:
        case str():
            if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
                raise MalformedBodyError("A text holds NUL or half a surrogate pair.")
        case dict():
            for key, inner in value.items():
                _check_text(key)
                _check_text(inner)
        case list():
            for inner in value:
                _check_text(inner)


def _check_depth(value: Any, depth: int) -> None:
    if depth > DEEPEST and isinstance(value, dict | list):
        raise MalformedBodyError(f"The body nests deeper than {DEEPEST} levels.")
    match value:
        case dict():
            for inner in value.values():
                _check_depth(inner, depth + 1)
        case list():
            for inner in value:
                _check_depth(inner, depth + 1)
