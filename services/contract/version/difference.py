"""What differs between two versions: clause by clause, word by word, figure by figure.

Words are aligned by sentence first (longest matching blocks, Ratcliff and Obershelp 1988), then by character within
what was replaced. What is too large to be aligned in bounded time is told as replaced whole.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final, Literal

from services.contract.text.document import Document, DocumentClause, Risk

Change = Literal["same", "changed", "added", "removed"]
Piece = Literal["same", "added", "removed"]

SENTENCE: Final = re.compile(r"[^。；！？.;!?\n]*[。；！？.;!?\n]*\s*")
MOST_COMPARED: Final = 1_000_000
"""Pairs of sentences, or of characters, that are held against one another at most."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stand in both texts, or in one of them."""

    piece: Piece
    words: str


@dataclass(frozen=True, slots=True)
class ClauseDifference:
    """A clause in both texts or in one. `risk` is what it was, of an added clause what it is; `moved` says that its
    place among the clauses that stand in both is another.
    """

    clause: str
    title: str
    change: Change
    risk: Risk
    moved: bool
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class FigureDifference:
    """A value that differs, at its JSON pointer; None where there is none."""

    pointer: str
    before: Any
    after: Any


def clauses_differ(before: Sequence[DocumentClause], after: Sequence[DocumentClause]) -> list[ClauseDifference]:
    """Every clause of the later text in its order, then those that only the earlier one had."""
    known = {clause.clause: clause for clause in before}
    later = {clause.clause for clause in after}
    kept_before = [clause.clause for clause in before if clause.clause in later]
    kept_after = [clause.clause for clause in after if clause.clause in known]
    moved = {name for name, other in zip(kept_after, kept_before, strict=False) if name != other}
    found = [_clause(known.get(clause.clause), clause, moved=clause.clause in moved) for clause in after]
    gone = [clause for clause in before if clause.clause not in later]
    return [*found, *(_removed(clause) for clause in gone)]


def _clause(before: DocumentClause | None, after: DocumentClause, *, moved: bool) -> ClauseDifference:
    if before is None:
        runs: tuple[Run, ...] = (Run("added", after.words),)
        return ClauseDifference(after.clause, after.title, "added", after.risk, moved=False, runs=runs)
    same = (before.words.strip(), before.title) == (after.words.strip(), after.title)
    runs = () if same else tuple(words_differ(_whole(before), _whole(after)))
    change: Change = "same" if same else "changed"
    return ClauseDifference(after.clause, after.title, change, before.risk, moved=moved, runs=runs)


def _whole(clause: DocumentClause) -> str:
    return f"{clause.title}\n{clause.words}".strip()


def _removed(clause: DocumentClause) -> ClauseDifference:
    runs = (Run("removed", clause.words),)
    return ClauseDifference(clause.clause, clause.title, "removed", clause.risk, moved=False, runs=runs)


def words_differ(before: str, after: str) -> list[Run]:
    """Runs of words that together are the earlier text without the added ones, and the later without the removed."""
    return _joined(_aligned(SENTENCE.findall(before), SENTENCE.findall(after), finer=True))


def _aligned(before: Sequence[str], after: Sequence[str], *, finer: bool) -> Iterator[Run]:
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    yield Run("same", "".join(before[:head]))
    yield from _middle(before[head : len(before) - tail], after[head : len(after) - tail], finer=finer)
    yield Run("same", "".join(before[len(before) - tail :]))


def _middle(before: Sequence[str], after: Sequence[str], *, finer: bool) -> Iterator[Run]:
    if len(before) * len(after) > MOST_COMPARED:
        yield from (Run("removed", "".join(before)), Run("added", "".join(after)))
        return
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = "".join(before[a:b]), "".join(after[c:d])
        if tag == "equal":
            yield Run("same", old)
        elif tag == "replace" and finer:
            yield from _aligned(old, new, finer=False)
        else:
            yield from (Run("removed", old), Run("added", new))


def _joined(runs: Iterator[Run]) -> list[Run]:
    found: list[Run] = []
    for run in runs:
        if not run.words:
            continue
        if found and found[-1].piece == run.piece:
            found[-1] = Run(run.piece, found[-1].words + run.words)
        else:
            found.append(run)
    return found


def figures_differ(before: Any, after: Any, pointer: str = "") -> list[FigureDifference]:
    """Every value that differs, at its place; what was added or taken away whole is told whole."""
    if before == after:
        return []
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        names = sorted(before.keys() | after.keys())
        return [one for name in names for one in figures_differ(before.get(name), after.get(name), f"{pointer}/{name}")]
    if isinstance(before, list) and isinstance(after, list):
        found = []
        for at in range(max(len(before), len(after))):
            old, new = (side[at] if at < len(side) else None for side in (before, after))
            found += figures_differ(old, new, f"{pointer}/{at}")
        return found
    return [FigureDifference(pointer, before, after)]


def of_template(document: Document) -> tuple[DocumentClause, ...]:
    """The clauses as the template has them, filled in with the draft's values: what a version is held against."""
    standing = [
        clause.model_copy(update={**dict(clause.instead_of), "origin": "template"})
        if clause.instead_of is not None
        else clause
        for clause in document.clauses
        if clause.instead_of is not None or clause.origin in ("template", "paper")
    ]
    return (*standing, *document.omitted)
