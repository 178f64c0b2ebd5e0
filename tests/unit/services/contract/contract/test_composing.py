from typing import Any

import pytest

from services.contract.contract.composing import ClauseWish, composed
from services.contract.particulars import DraftDeviation
from services.contract.text.document import DocumentClause, Replaced
from shared.values.errors import InvalidFieldError


def clause(name: str, words: str = "", **changes: Any) -> DocumentClause:
    said = {"clause": name, "title": f"T{name}", "risk": "high", "words": words or f"words {name}"}
    return DocumentClause(**{**said, "origin": "template", **changes})


def wish(name: str, words: str | None = "other", **changes: Any) -> ClauseWish:
    return ClauseWish(**{"clause": name, "title": None, "words": words, "risk": "low", **changes})


BASE = (clause("1"), clause("2"), clause("3", risk="low"))


def test_a_draft_of_the_template_as_it_is_departs_nowhere():
    made = composed(BASE, (wish("2", "words 2\n"),), (), {})
    assert (made.clauses, made.omitted, made.deviations) == (BASE, (), ())


def test_changed_words_keep_what_they_stand_instead_of_and_the_risk_of_the_clause():
    made = composed(BASE, (wish("2"),), (), {})
    assert (made.clauses[1].words, made.clauses[1].instead_of.words, made.clauses[1].origin) == (
        "other",
        "words 2",
        "changed",
    )
    assert made.deviations == (DraftDeviation(clause="2", departure="changed", risk="high"),)


def test_a_standard_clause_in_its_place_is_an_alternative_or_a_fallback():
    other = clause("2", "softer", risk="medium", origin="fallback", clause_id="c")
    made = composed(BASE, (wish("2", None, other_id="c"),), (), {"2": other})
    assert (made.clauses[1].words, made.clauses[1].instead_of.words, made.clauses[1].instead_of.risk) == (
        "softer",
        "words 2",
        "high",
    )
    assert made.deviations == (DraftDeviation(clause="2", departure="fallback", risk="high"),)


def test_of_a_copy_one_fallback_may_stand_for_another_and_that_departs_too():
    before = Replaced(title="T2", risk="high", words="w")
    held = clause("2", "soft", origin="fallback", clause_id="b", instead_of=before)
    other = clause("2", "softer", origin="fallback", clause_id="c")
    made = composed((held,), (wish("2", None, other_id="c"),), (), {"2": other})
    assert (made.clauses[0].words, made.clauses[0].instead_of.words) == ("softer", "w")
    assert [(one.clause, one.departure) for one in made.deviations] == [("2", "fallback")]
    assert composed((held,), (), (), {}).deviations == ()


def test_what_is_left_out_is_kept_beside_and_what_is_added_stands_where_it_was_wished():
    made = composed(BASE, (wish("2a", after="1", risk="medium"), wish("9")), ("3",), {})
    assert [one.clause for one in made.clauses] == ["1", "2a", "2", "9"]
    assert [one.clause for one in made.omitted] == ["3"]
    assert [(one.clause, one.departure, one.risk) for one in made.deviations] == [
        ("3", "omitted", "low"),
        ("2a", "added", "medium"),
        ("9", "added", "low"),
    ]


def test_words_of_ones_own_without_a_template_depart_from_nothing():
    made = composed((), (wish("1"),), (), {})
    assert ([one.origin for one in made.clauses], made.deviations) == (["own"], ())


@pytest.mark.parametrize(
    ("wishes", "omitted", "pointer"),
    [
        ((wish("2"), wish("2")), (), "/clauses/1/clause"),
        ((wish("2"),), ("2",), "/clauses/0/clause"),
        ((wish("2", None),), (), "/clauses/0/text"),
        ((wish("2", "x", other_id="c"),), (), "/clauses/0/text"),
        ((wish("9", None, other_id="c"),), (), "/clauses/0/clause"),
        ((), ("9",), "/omitted/0"),
        ((), ("1", "1"), "/omitted/1"),
        ((wish("9", after="8"),), (), "/clauses"),
    ],
)
def test_what_can_not_be_composed_is_refused_where_it_is_wrong(wishes, omitted, pointer):
    with pytest.raises(InvalidFieldError) as refused:
        composed(BASE, wishes, omitted, {})
    assert refused.value.details["errors"][0]["pointer"] == pointer
