"""The clauses of a draft: those of its template, with what the drafter changed, chose, left out and added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.contract.particulars import Departure, DraftDeviation
from services.contract.text.document import DocumentClause, Replaced, Risk
from shared.values.errors import InvalidFieldError


@dataclass(frozen=True, slots=True)
class ClauseWish:
    """Words of one's own, in place of a clause of the template or beside its clauses; or a standard clause that may
    stand in its place. `after` names the clause behind which an added one stands.
    """

    clause: str
    title: str | None
    words: str | None
    risk: Risk
    other_id: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Composed:
    clauses: tuple[DocumentClause, ...]
    omitted: tuple[DocumentClause, ...]
    deviations: tuple[DraftDeviation, ...]


def composed(
    base: Sequence[DocumentClause],
    wishes: Sequence[ClauseWish],
    omitted: Sequence[str],
    others: Mapping[str, DocumentClause],
) -> Composed:
    """The clauses in order and where they depart. `others` are the standard clauses chosen, filled in, by the name of
    the clause whose place they take. What says the same as the template is no deviation.
    """
    known = {clause.clause: clause for clause in base}
    _check(known, wishes, omitted)
    by_name = {wish.clause: wish for wish in wishes}
    clauses: list[DocumentClause] = []
    deviations: list[DraftDeviation] = []
    for clause in base:
        if clause.clause in omitted:
            deviations.append(_departed(clause, "omitted"))
            continue
        stands = _replaced(clause, by_name.get(clause.clause), others.get(clause.clause))
        if stands is not clause:
            departure: Departure = stands.origin if stands.origin in ("alternative", "fallback") else "changed"
            deviations.append(_departed(clause, departure))
        clauses.append(stands)
    for wish in wishes:
        if wish.clause not in known:
            added = _own(wish)
            clauses.insert(_place(clauses, wish), added)
            if base:
                deviations.append(_departed(added, "added"))
    return Composed(tuple(clauses), tuple(known[name] for name in omitted), tuple(deviations))


def _check(known: Mapping[str, DocumentClause], wishes: Sequence[ClauseWish], omitted: Sequence[str]) -> None:
    names = [wish.clause for wish in wishes]
    for at, wish in enumerate(wishes):
        if names.index(wish.clause) != at or wish.clause in omitted:
            raise InvalidFieldError(f"/clauses/{at}/clause", "a clause is named twice")
        if (wish.words is None) == (wish.other_id is None):
            raise InvalidFieldError(f"/clauses/{at}/text", "a clause has words, or names a standard clause")
        if wish.clause not in known and wish.other_id is not None:
            raise InvalidFieldError(f"/clauses/{at}/clause", "the template has no such clause to stand in place of")
    for at, name in enumerate(omitted):
        if name not in known or omitted.index(name) != at:
            raise InvalidFieldError(f"/omitted/{at}", "the template has no such clause, or it is named twice")


def _replaced(clause: DocumentClause, wish: ClauseWish | None, other: DocumentClause | None) -> DocumentClause:
    if other is not None:
        return other.model_copy(update={"clause": clause.clause, "instead_of": _as_it_was(clause)})
    if (
        wish is None
        or wish.words is None
        or (wish.words.strip(), wish.title or clause.title)
        == (
            clause.words.strip(),
            clause.title,
        )
    ):
        return clause
    update = {"words": wish.words, "title": wish.title or clause.title, "origin": "changed"}
    return clause.model_copy(update={**update, "instead_of": _as_it_was(clause)})


def _as_it_was(clause: DocumentClause) -> Replaced:
    return clause.instead_of or Replaced(title=clause.title, risk=clause.risk, words=clause.words)


def _own(wish: ClauseWish) -> DocumentClause:
    return DocumentClause(
        clause=wish.clause, title=wish.title or "", risk=wish.risk, words=wish.words or "", origin="own"
    )


def _place(clauses: Sequence[DocumentClause], wish: ClauseWish) -> int:
    if wish.after is None:
        return len(clauses)
    places = [at for at, clause in enumerate(clauses) if clause.clause == wish.after]
    if not places:
        raise InvalidFieldError("/clauses", f"no clause stands before {wish.clause} under the name it comes after")
    return places[0] + 1


def _departed(clause: DocumentClause, departure: Departure) -> DraftDeviation:
    return DraftDeviation(clause=clause.clause, departure=departure, risk=clause.risk)
