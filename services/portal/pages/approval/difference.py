"""What changed between two texts, word by word, for somebody who has read the earlier one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

PIECES: Final = re.compile(r"[A-Za-z0-9_.]+|\s+|.", re.DOTALL)
AROUND: Final = 3
"""Unchanged lines shown around a change."""

Kind = Literal["same", "gone", "new", "left out"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: the `same` on both sides, `gone`, `new`, or so many unchanged lines `left out`."""

    kind: Kind
    words: str


def difference(before: str, after: str) -> list[Piece]:
    """The changes with three lines around each; empty when nothing changed."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces: list[Piece] = []
    end = 0
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(AROUND):
        if group[0][3] > end:
            pieces.append(Piece("left out", str(group[0][3] - end)))
        for kind, i1, i2, j1, j2 in group:
            if kind == "equal":
                pieces.append(Piece("same", "".join(new[j1:j2])))
            else:
                pieces.extend(within("".join(old[i1:i2]), "".join(new[j1:j2])))
        end = group[-1][4]
    if pieces and end < len(new):
        pieces.append(Piece("left out", str(len(new) - end)))
    return pieces


def within(before: str, after: str, pieces: re.Pattern[str] = PIECES) -> Iterator[Piece]:
    """What changed inside a run of text: words of Latin script whole, Chinese by the character."""
    old, new = ([one[0] for one in pieces.finditer(text)] for text in (before, after))
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(new[j1:j2]))
            continue
        if i2 > i1:
            yield Piece("gone", "".join(old[i1:i2]))
        if j2 > j1:
            yield Piece("new", "".join(new[j1:j2]))
