"""What a contract under a master contract may say otherwise, and for how long it may run."""

from datetime import date

import pytest

from services.contract.contract.mastering import check_term, departs
from shared.values.errors import InvalidFieldError
from tests.unit.services.contract.contract.test_aggregate import terms

END = date(2027, 12, 31)


def test_no_term_outlasts_the_master_s():
    master = terms(term_to=END)
    check_term(master, END)
    check_term(terms(term_to=None), None)
    check_term(None, None)
    for late in (date(2028, 1, 1), None):
        with pytest.raises(InvalidFieldError):
            check_term(master, late)


def test_what_both_say_and_not_alike_departs():
    master = terms(governing_law="PRC", forum=None)
    assert departs(terms(governing_law="DE"), master, "governing_law")
    assert not departs(terms(governing_law="PRC"), master, "governing_law")
    assert not departs(terms(governing_law=None), master, "governing_law")
    assert not departs(terms(forum="Paris"), master, "forum")
