import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contract.text.document import Document, DocumentClause, Replaced
from services.contract.version.difference import Run, clauses_differ, figures_differ, of_template, words_differ


def clause(name: str, words: str, **changes: Any) -> DocumentClause:
    said = {"clause": name, "title": "", "risk": "high", "words": words, "origin": "template"}
    return DocumentClause(**{**said, **changes})


def test_a_changed_amount_is_told_by_its_characters():
    runs = words_differ("第一句。违约金为10%。第三句。", "第一句。违约金为20%。第三句。")
    assert runs == [
        Run("same", "第一句。违约金为"),
        Run("removed", "1"),
        Run("added", "2"),
        Run("same", "0%。第三句。"),
    ]


TEXTS = st.text("甲乙丙。ab. \n", max_size=60)


@given(TEXTS, TEXTS)
def test_the_runs_together_are_both_texts(before: str, after: str):
    runs = words_differ(before, after)
    assert "".join(run.words for run in runs if run.piece != "added") == before
    assert "".join(run.words for run in runs if run.piece != "removed") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [("a。" * 50_000, "b。" * 50_000), ("\n" * 100_000, "。" * 99_999), ("ab" * 50_000, "ba" * 50_000)],
)
def test_texts_made_to_be_hard_to_align_are_told_in_bounded_time(before: str, after: str):
    started = time.process_time()
    runs = words_differ(before, after)
    assert time.process_time() - started < 20
    assert "".join(run.words for run in runs if run.piece != "added") == before


def test_clauses_are_told_in_the_later_order_with_the_risk_they_had():
    before = [clause("1", "a"), clause("2", "b"), clause("3", "c", risk="low")]
    after = [clause("1", "a"), clause("9", "n", risk="medium"), clause("2", "B", risk="low")]
    told = [(one.clause, one.change, one.risk, one.moved) for one in clauses_differ(before, after)]
    assert told == [
        ("1", "same", "high", False),
        ("9", "added", "medium", False),
        ("2", "changed", "high", False),
        ("3", "removed", "low", False),
    ]


def test_a_clause_in_another_place_is_moved_though_it_says_the_same():
    one, two = clause("1", "a"), clause("2", "b")
    assert [(each.clause, each.change, each.moved) for each in clauses_differ([one, two], [two, one])] == [
        ("2", "same", True),
        ("1", "same", True),
    ]


def test_figures_are_told_at_their_places():
    before = {"amount": "1.00 CNY", "lines": [{"quantity": "1"}], "title": "x"}
    after = {"amount": "2.00 CNY", "lines": [{"quantity": "1"}, {"quantity": "3"}], "title": "x", "copies": 2}
    assert [(one.pointer, one.before, one.after) for one in figures_differ(before, after)] == [
        ("/amount", "1.00 CNY", "2.00 CNY"),
        ("/copies", None, 2),
        ("/lines/1", None, {"quantity": "3"}),
    ]


def test_a_version_is_held_against_the_words_its_template_has_for_it():
    document = Document(
        language="zh",
        title="x",
        type_name="x",
        said_on="2026-03-02",
        parties=(),
        clauses=(
            clause("1", "same"),
            clause("2", "mine", origin="changed", instead_of=Replaced(title="", risk="medium", words="theirs")),
            clause("3", "own", origin="own"),
        ),
        omitted=(clause("4", "gone"),),
        figures={},
    )
    base = of_template(document)
    assert [(one.clause, one.words) for one in base] == [("1", "same"), ("2", "theirs"), ("4", "gone")]
    told = {one.clause: one.change for one in clauses_differ(base, document.clauses)}
    assert told == {"1": "same", "2": "changed", "3": "added", "4": "removed"}
