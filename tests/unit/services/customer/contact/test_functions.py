"""What a contact does is a code; what it is called stays as it was said."""

import pytest

from services.customer.contact.functions import ROLES, WORDS, told


@pytest.mark.parametrize(
    ("role", "function", "meant"),
    [
        ("finance", None, ("finance", None)),
        ("finance", "财务部王姐", ("finance", "财务部王姐")),
        ("财务", None, ("finance", "财务")),
        (" Purchasing ", None, ("buyer", " Purchasing ")),
        ("老王的助理", None, ("other", "老王的助理")),
        ("采购", "采购部三组", ("buyer", "采购部三组")),
        ("other", None, ("other", None)),
    ],
)
def test_words_that_are_no_code_are_kept_beside_the_code_they_surely_mean(role, function, meant):
    assert told(role, function) == meant


def test_each_word_means_a_code_that_there_is():
    assert set(WORDS.values()) <= set(ROLES)
    assert not WORDS.keys() & set(ROLES)
    assert all(word == word.strip().lower() for word in WORDS)
