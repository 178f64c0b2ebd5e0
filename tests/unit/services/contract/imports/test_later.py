"""Which amendments that a source tells of are not here yet."""

from collections import Counter
from datetime import date

from services.contract.imports.later import Mark, not_here
from services.contract.ocds.contracts import Amendment

DAY = date(2026, 3, 2)


def amendment(name: str | None, on: date | None = DAY, after: str | None = None) -> Amendment:
    return Amendment(name, on, None, None, None, after, None)


def test_what_has_an_id_is_known_by_it_whatever_else_is_said_of_it_since():
    told = [amendment("a1", date(2026, 4, 1)), amendment("a2")]
    assert not_here(told, {"a1"}, {}) == (told[1],)
    assert not_here(told, {"a1", "a2"}, {}) == ()


def test_what_has_none_is_known_by_its_day_and_releases_as_often_as_it_was_told_of():
    marks = Counter[Mark]({(DAY, None, None): 1})
    told = [amendment(None), amendment(None), amendment(None, after="r2")]
    assert not_here(told, (), marks) == (told[1], told[2])
    assert not_here([amendment(None)], ("a1",), marks) == ()
