from services.portal.pages.drafting.fields import fields_of
from services.portal.pages.drafting.merging import changed, merged, part_of
from tests.unit.services.portal.pages.drafting.test_fields import clause, document

BASE = {"title": "A", "forum": "X", "clause-1-how": "as_is", "clause-1-text": "one", "plan-0-amount": "1"}


def test_what_only_one_of_two_changed_is_theirs():
    theirs = {**BASE, "clause-1-how": "own", "clause-1-text": "two"}
    mine = {**BASE, "title": "B", "plan-1-amount": "2"}
    both = merged(BASE, theirs, mine)
    assert both.fields == {**theirs, "title": "B", "plan-1-amount": "2"}
    assert both.clashes == ()


def test_where_both_changed_the_same_ones_own_stands_and_is_named():
    both = merged(BASE, {**BASE, "forum": "Y", "plan-0-amount": "3"}, {**BASE, "forum": "Z", "plan-1-amount": "2"})
    assert both.fields["forum"] == "Z"
    assert (both.fields["plan-0-amount"], both.fields["plan-1-amount"]) == ("1", "2")
    assert both.clashes == ("forum", "plan")


def test_the_same_change_made_twice_is_no_clash():
    other = {**BASE, "forum": "Y"}
    assert merged(BASE, other, dict(other)).clashes == ()


def test_a_clause_one_added_and_another_left_alone_stays_and_one_taken_away_goes():
    added = {**BASE, "clause-8-how": "own", "clause-8-text": "new", "clause-8-own": "yes"}
    assert merged(BASE, added, dict(BASE)).fields["clause-8-text"] == "new"
    assert "clause-8-text" not in merged(added, dict(BASE), dict(added)).fields


def test_parts_are_told_by_clause_list_variable_and_field():
    names = ("clause-4.1-text", "plan-0-amount", "var-cap-currency", "term_from", "add-0-text")
    assert [part_of(name) for name in names] == ["clause-4.1", "plan", "var-cap", "term_from", "add"]


def test_what_somebody_changed_is_told_by_clause_and_by_field():
    before, after = document(clause("1"), clause("2")), document({**clause("1"), "words": "Words one."}, clause("3"))
    fields = [fields_of(one, "c", "fixed", stands=True) for one in (before, after)]
    found = changed(before, after, fields[0], {**fields[1], "forum": "Beijing"})
    assert [one.part for one in found] == ["clause-1", "clause-2", "clause-3", "forum"]
    assert "".join(piece.words for piece in found[3].pieces if piece.kind != "gone") == "Beijing"
