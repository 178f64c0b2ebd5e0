from datetime import date
from typing import Any

import pytest

from services.contract.clause.aggregate import CLAUSE, DraftClause, decide
from services.contract.clause.events import (
    ClauseApproved,
    ClauseDrafted,
    ClauseRetired,
    ClauseReturned,
    ClauseSubmitted,
    ClauseWords,
    OtherClause,
)
from services.contract.review.commands import CloseReview, Retire, Submit
from services.contract.review.outcome import OtherReviewError
from services.contract.text.variables import Variable
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotPossibleNowError

given = specification(CLAUSE, decide)
CHINESE = ClauseWords(language="zh", heading="违约责任", text_hash="a" * 64, text_size=20)
ENGLISH = ClauseWords(language="en", heading="Liability", text_hash="b" * 64, text_size=30)
DAYS = Variable(name="days", kind="number")
SOFTER = OtherClause(kind="fallback", clause_id="softer")
TODAY = date(2026, 3, 2)


def wanted(**changes: Any) -> DraftClause:
    said = {"clause_id": "c", "code": "LIAB-1", "risk": "high", "words": (CHINESE, ENGLISH), "variables": (DAYS,)}
    return DraftClause(**{**said, "others": (SOFTER,), **changes})


def drafted(number: int, **changes: Any) -> ClauseDrafted:
    [event] = decide(CLAUSE.initial, wanted(**changes))
    assert isinstance(event, ClauseDrafted)
    return event.model_copy(update={"clause_version": number})


def submitted(number: int, round_: int = 1, approval: str = "r1", **changes: Any) -> ClauseSubmitted:
    content = drafted(number, **changes).content_hash
    return ClauseSubmitted(
        clause_id="c", clause_version=number, round=round_, approval_id=approval, content_hash=content
    )


def approved(number: int, approval: str = "r1", **changes: Any) -> ClauseApproved:
    content = drafted(number, **changes).content_hash
    return ClauseApproved(clause_id="c", clause_version=number, approval_id=approval, content_hash=content)


FIRST = (drafted(1), submitted(1), approved(1))


def test_a_clause_is_drafted_reviewed_and_then_in_use():
    given(drafted(1)).when(Submit("r1")).then(submitted(1))
    closing = CloseReview("r1", drafted(1).content_hash, "approved")
    given(drafted(1), submitted(1)).when(closing).then(approved(1))


def test_a_change_of_an_approved_clause_is_the_next_version_and_the_approved_one_stays_in_use():
    given(*FIRST).when(wanted(risk="low")).then(drafted(2, risk="low"))
    assert CLAUSE.fold([*FIRST, drafted(2, risk="low")]).approved == 1


def test_a_draft_said_anew_keeps_its_number_and_saying_the_same_says_nothing():
    given(drafted(1)).when(wanted(risk="low")).then(drafted(1, risk="low"))
    given(drafted(1)).when(wanted()).then()


def test_a_rejected_version_is_a_draft_again_and_its_next_review_is_another_round():
    back = ClauseReturned(clause_id="c", clause_version=1, approval_id="r1", outcome="rejected")
    given(drafted(1), submitted(1)).when(CloseReview("r1", drafted(1).content_hash, "rejected")).then(back)
    given(drafted(1), submitted(1), back).when(Submit("r2")).then(submitted(1, 2, "r2"))


def test_a_decision_of_another_review_or_over_other_words_counts_for_nothing():
    for closing in (
        CloseReview("r0", drafted(1).content_hash, "approved"),
        CloseReview("r1", "f" * 64, "approved"),
    ):
        given(drafted(1), submitted(1)).when(closing).fails(OtherReviewError)


def test_nothing_is_changed_while_it_is_under_review():
    for command in (wanted(risk="low"), Submit("r2"), Retire("no longer used", TODAY)):
        given(drafted(1), submitted(1)).when(command).fails(NotPossibleNowError)


def test_a_retired_clause_is_neither_drafted_nor_submitted():
    gone = ClauseRetired(clause_id="c", reason="no longer used", effective_on=TODAY)
    given(*FIRST).when(Retire("no longer used", TODAY)).then(gone)
    for command in (wanted(risk="low"), Submit("r2"), Retire("no longer used", TODAY)):
        given(*FIRST, gone).when(command).fails(NotPossibleNowError)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"code": "LIAB-2"}, "/code"),
        ({"words": (CHINESE, CHINESE)}, "/words"),
        ({"variables": (DAYS, DAYS)}, "/variables"),
        ({"others": (OtherClause(kind="alternative", clause_id="c"),)}, "/others/0/clause_id"),
        ({"others": (SOFTER, SOFTER)}, "/others/1/clause_id"),
    ],
)
def test_what_can_not_be_is_refused_where_it_is_wrong(changes: dict[str, Any], pointer: str):
    with pytest.raises(InvalidFieldError) as refused:
        decide(CLAUSE.fold([drafted(1)]), wanted(**changes))
    assert refused.value.details["errors"][0]["pointer"] == pointer


def test_no_words_of_a_clause_are_in_its_event():
    assert set(drafted(1).model_dump()["words"][0]) == {"language", "heading", "text_hash", "text_size"}
