"""Where in a refused body the fault stands: looked for once the body is refused, so that good ones cost nothing."""

import itertools
import json
import math
import re
from dataclasses import dataclass, field
from typing import Final

DEEPEST: Final = 32
MOST_PIECES: Final = 50_000
"""Looked through for the place; a fault behind them is told of the whole body."""
MOST_DIGITS: Final = 4_000
MOST_NAMES: Final = 1_000
"""In one object: no form of ours has a tenth of them."""

TWICE: Final = "A key stands twice in one object."
NO_TEXT: Final = "A text holds NUL or half a surrogate pair."
NO_NUMBER: Final = "NaN and infinities are not JSON."
OUT_OF_RANGE: Final = "A number is out of range."
TOO_MANY: Final = f"An object has more than {MOST_NAMES:,} names."
TOO_DEEP: Final = f"The body nests deeper than {DEEPEST} levels."

_PIECE: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{},]|[^\s\[\]{},:"]+', re.DOTALL)
_REFUSED_TEXT: Final = re.compile("[\0\ud800-\udfff]")
_CONSTANTS: Final = frozenset({"NaN", "Infinity", "-Infinity"})


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and the steps to it; a name that can't be shown is told of the object that holds it."""

    reason: str
    steps: tuple[str | int, ...]


@dataclass(slots=True)
class _Open:
    """An object or list that is not closed yet, and the step in it that is being read."""

    is_object: bool
    names: set[str] = field(default_factory=set)
    step: str | int | None = None


def first_fault(text: str) -> Fault | None:
    """The first fault in a text of JSON: a repeated key, too many of them, a text or number that can't be taken, or
    nesting too deep.

    None where there is none, where it stands behind `MOST_PIECES`, and where the text is no JSON before it.
    """
    path: list[_Open] = []
    for found in itertools.islice(_PIECE.finditer(text), MOST_PIECES):
        piece = found[0]
        if reason := _fault_of(piece, path):
            return Fault(reason, _steps(path))
        if piece in "]}" and path:
            path.pop()
        elif piece == "," and path:
            step = path[-1].step
            path[-1].step = step + 1 if isinstance(step, int) else None
    return None


def _fault_of(piece: str, path: list[_Open]) -> str | None:
    match piece[0]:
        case "{" | "[":
            if len(path) == DEEPEST:
                return TOO_DEEP
            path.append(_Open(True) if piece == "{" else _Open(False, step=0))
            return None
        case "}" | "]" | ",":
            return None
        case '"':
            return _fault_of_text(_text(piece), path[-1] if path else None)
    return _fault_of_number(piece)


def _fault_of_text(said: str, here: _Open | None) -> str | None:
    if _REFUSED_TEXT.search(said):
        return NO_TEXT
    if here is not None and here.is_object and here.step is None:
        here.step = said
        if said in here.names:
            return TWICE
        if len(here.names) == MOST_NAMES:
            here.step = None
            return TOO_MANY
        here.names.add(said)
    return None


def _steps(path: list[_Open]) -> tuple[str | int, ...]:
    return tuple(one.step for one in path if one.step is not None)


def _text(piece: str) -> str:
    if "\\" not in piece:
        return piece[1:-1]
    try:
        return str(json.loads(piece, strict=False))
    except ValueError:
        return ""


def _fault_of_number(piece: str) -> str | None:
    if piece in _CONSTANTS:
        return NO_NUMBER
    if len(piece) > MOST_DIGITS:
        return OUT_OF_RANGE
    try:
        return OUT_OF_RANGE if math.isinf(float(piece)) else None
    except ValueError:
        return None
