"""What is done with standard clauses, one sentence a function."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from services.contract.clause.aggregate import (
    CLAUSE,
    DraftClause,
    StandardClause,
    decide,
)
from services.contract.clause.events import ClauseWords, OtherClause, Risk
from services.contract.clause.tables import clause_versions, clauses
from services.contract.review.commands import CloseReview, Retire, Submit
from services.contract.review.opening import open_text_round
from services.contract.text.keeping import keep_words
from services.contract.text.rendering import check_clause
from services.contract.text.variables import Language, Variable, check_declared
from shared.approvals.events import ApprovalClosed
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError, NotPossibleNowError


@dataclass(frozen=True, slots=True)
class WrittenWords:
    """A clause in one language as its author writes it."""

    language: Language
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class ClauseWish:
    code: str
    risk: Risk
    written: tuple[WrittenWords, ...]
    variables: tuple[Variable, ...]
    others: tuple[OtherClause, ...]


async def draft_clause(
    work: Work, clause_id: str, wish: ClauseWish, if_match: int | None = None
) -> Stream[StandardClause]:
    """The next version is said, or said anew; its words are checked and kept by their hash."""
    stream = await work.load(CLAUSE, clause_id, if_match=if_match, must_exist=if_match is not None)
    check_declared(wish.variables, "/variables")
    known = [variable.name for variable in wish.variables]
    for at, one in enumerate(wish.written):
        check_clause(one.text, known, f"/words/{at}/text")
    await _check_others(work, wish.others)
    texts = await keep_words(work, [one.text for one in wish.written])
    words = tuple(
        ClauseWords(language=one.language, heading=one.heading, text_hash=text.hash, text_size=text.size)
        for one, text in zip(wish.written, texts, strict=True)
    )
    command = DraftClause(clause_id, wish.code, wish.risk, words, wish.variables, wish.others)
    work.record(stream, decide(stream.state, command))
    await work.flush()
    return stream


async def _check_others(work: Work, others: Sequence[OtherClause]) -> None:
    wanted = {other.clause_id for other in others}
    if not wanted:
        return
    chosen = select(clauses.c.clause_id).where(clauses.c.clause_id.in_(sorted(wanted)), ~clauses.c.retired)
    known = {row["clause_id"] for row in await work.rows(chosen)}
    for at, other in enumerate(others):
        if other.clause_id not in known:
            raise InvalidFieldError(f"/others/{at}/clause_id", "there is no such clause, or it is retired")


async def submit_clause(work: Work, clause_id: str, if_match: int, approval_id: str) -> Stream[StandardClause]:
    """Review of the newest version starts."""
    stream = await work.load(CLAUSE, clause_id, if_match=if_match, must_exist=True)
    work.record(stream, decide(stream.state, Submit(approval_id)))
    newest = stream.state.newest
    if newest is None:
        raise NotPossibleNowError(stream.state.stage, Submit(approval_id))
    label = f"{newest.words[0].heading} ({newest.code})"
    await open_text_round(
        work, stream, "clause", label, newest.content_hash, stream.state.round, stream.state.approval_id
    )
    return stream


async def clause_review_closed(work: Work, clause_id: str, closed: ApprovalClosed) -> None:
    """The end of a review is recorded on its clause in the transaction of the last decision."""
    stream = await work.load(CLAUSE, clause_id, must_exist=True)
    command = CloseReview.of(closed)
    work.record(stream, decide(stream.state, command))


async def retire_clause(work: Work, clause_id: str, if_match: int, reason: str) -> Stream[StandardClause]:
    """No template takes the clause up any more."""
    stream = await work.load(CLAUSE, clause_id, if_match=if_match, must_exist=True)
    work.record(stream, decide(stream.state, Retire(reason, work.context.today)))
    return stream


@dataclass(frozen=True, slots=True)
class PinnedClause:
    """One version of a standard clause, in one language."""

    clause_id: str
    code: str
    clause_version: int
    risk: Risk
    heading: str
    text_hash: str
    text_size: int
    variables: tuple[Variable, ...]
    others: tuple[OtherClause, ...]


async def pinned(work: Work, clause_id: str, number: int | None, language: Language, pointer: str) -> PinnedClause:
    """An approved version of a clause that is not retired, the one in use unless a number says which.

    Raises `InvalidFieldError` below `pointer` when there is none, or none in that language.
    """
    joined = clauses.join(clause_versions, clauses.c.clause_id == clause_versions.c.clause_id)
    wanted = clauses.c.approved if number is None else number
    chosen = select(clauses.c.code, clause_versions).select_from(joined)
    chosen = chosen.where(
        clauses.c.clause_id == clause_id,
        ~clauses.c.retired,
        clause_versions.c.clause_version == wanted,
        clause_versions.c.approved,
    )
    row = await work.row(chosen)
    if row is None:
        raise InvalidFieldError(f"{pointer}/clause_id", "there is no such approved version of a clause in use")
    words = next((one for one in row["words"] if one["language"] == language), None)
    if words is None:
        raise InvalidFieldError(f"{pointer}/clause_id", "the clause has no words in the template's language")
    return PinnedClause(
        clause_id=clause_id,
        code=row["code"],
        clause_version=row["clause_version"],
        risk=row["risk"],
        heading=words["heading"],
        text_hash=words["text_hash"],
        text_size=words["text_size"],
        variables=tuple(Variable.model_validate(one) for one in row["variables"]),
        others=tuple(OtherClause.model_validate(one) for one in row["others"]),
    )


async def others_of(work: Work, clause_id: str, number: int) -> tuple[OtherClause, ...]:
    """What may stand in place of a version of a clause, in the order in which it is offered."""
    chosen = select(clause_versions.c.others).where(
        clause_versions.c.clause_id == clause_id, clause_versions.c.clause_version == number
    )
    return tuple(OtherClause.model_validate(one) for one in await work.value(chosen) or ())


async def others_in_use(work: Work, code: str) -> tuple[OtherClause, ...]:
    """What may stand in place of the clause of that code by its version in use."""
    joined = clauses.join(clause_versions, clauses.c.clause_id == clause_versions.c.clause_id)
    chosen = select(clause_versions.c.others).select_from(joined)
    chosen = chosen.where(clauses.c.code == code, clause_versions.c.clause_version == clauses.c.approved)
    return tuple(OtherClause.model_validate(one) for one in await work.value(chosen) or ())
