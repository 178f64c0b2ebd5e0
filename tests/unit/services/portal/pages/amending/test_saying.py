"""Out of a form that shows a whole contract an amendment says what is otherwise, and nothing else."""

from typing import Any

import pytest

from services.portal.pages.amending.saying import of_agreed, of_amendment, said_otherwise
from services.portal.pages.drafting.seen import Document
from tests.unit.services.portal.pages.drafting.test_fields import LINE, PLANNED, clause, document

RENEWAL = {"months": 12, "notice_days": 60, "times": None}
MASTER = {
    "cap": {"amount": "9000.00", "currency": "CNY"},
    "quantities": [{"product_code": "SRV-1", "quantity": "50"}],
    "open_clauses": ["2", "3.1"],
    "units": ["u-1"],
}


def contract(**more: Any) -> Document:
    held = {"title": "T", "risk": "low", "words": "As the template says."}
    one = document(clause("1"), clause("2", "changed", instead_of=held), clause("3", "own"), omitted=[clause("9")])
    figures = {**one.figures, "renewal": RENEWAL, "master": MASTER, **more}
    return one.model_copy(update={"figures": figures})


def told(kind: str = "amendment", **typed: str) -> dict[str, Any]:
    agreed = of_agreed(contract(), "c-1", "fixed")
    return said_otherwise(
        kind, agreed, {**agreed, **{name.replace("__", "-"): one for name, one in typed.items()}}
    ).body


def test_a_form_that_nobody_changed_says_nothing():
    assert told() == {"kind": "amendment"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": "Other servers"}, {"title": "Other servers"}),
        ({"amount": "120,000"}, {"amount": {"amount": "120000", "currency": "CNY"}}),
        ({"term_to": "2027-12-31"}, {"term_to": "2027-12-31"}),
        ({"term_from": ""}, {"term_from": None}),
        ({"forum": "", "copies": ""}, {"forum": None, "copies": None}),
        ({"renewal_months": ""}, {"renewal": None}),
        ({"renewal_times": "2"}, {"renewal": {"months": 12, "notice_days": 60, "times": 2}}),
        ({"line__0__quantity": "12"}, {"lines": [{**LINE, "quantity": "12"}]}),
        ({"line__0__description": "", "line__0__quantity": "", "line__0__unit_price": ""}, {"lines": []}),
        ({"clause__1__how": "omit"}, {"omitted": ["1"]}),
        (
            {"clause__2__how": "own", "clause__2__text": "New."},
            {"clauses": [{"clause": "2", "text": "New.", "title": "T2"}]},
        ),
        ({"clause__1__how": "other:c-9"}, {"clauses": [{"clause": "1", "clause_id": "c-9"}]}),
        ({"master_cap": "9500"}, {"master": {**MASTER, "cap": {"amount": "9500", "currency": "CNY"}}}),
        (
            {"cap__0__quantity": "60"},
            {"master": {**MASTER, "quantities": [{"product_code": "SRV-1", "quantity": "60"}]}},
        ),
    ],
)
def test_what_is_typed_otherwise_is_said_and_what_is_emptied_is_taken_away(typed: dict[str, str], said: dict[str, Any]):
    assert told(**typed) == {"kind": "amendment", **said}


def test_a_clause_beside_those_that_there_are_stands_where_it_is_put():
    added = {"add__0__clause": "8", "add__0__title": "Secrecy", "add__0__text": "Both keep it.", "add__0__after": "1"}
    assert told(**added)["clauses"] == [{"clause": "8", "text": "Both keep it.", "title": "Secrecy", "after": "1"}]


def test_each_kind_says_what_it_may_and_its_day():
    typed = {"title": "x", "counterparty_id": "c-2", "term_to": "2027-12-31", "effective_from": "2026-10-01"}
    day = {"effective_from": "2026-10-01"}
    assert told("extension", **typed) == {"kind": "extension", "term_to": "2027-12-31", **day}
    assert told("assignment", **typed) == {"kind": "assignment", "counterparty_id": "c-2", **day}
    assert told(**typed).keys() == {"kind", "title", "counterparty_id", "term_to", "effective_from"}


def test_an_amendment_that_is_opened_again_says_the_same():
    more = [{**PLANNED, "amount": {"amount": "100000.00", "currency": "CNY"}}]
    said = contract(plan=more, amount="100000.00 CNY")
    words = [
        one.model_copy(update={"words": "Other words."}) if one.clause == "2" else one
        for one in said.clauses
        if one.clause != "3"
    ]
    new = said.clauses[0].model_copy(update={"clause": "8", "title": "T8", "words": "Words 8.", "origin": "own"})
    said = said.model_copy(update={"clauses": [*words, new]})
    agreed = of_agreed(contract(), "c-1", "fixed")
    body = said_otherwise("amendment", agreed, of_amendment(contract(), said, "c-1", "fixed")).body
    assert body == {
        "kind": "amendment",
        "amount": {"amount": "100000.00", "currency": "CNY"},
        "plan": [{**{name: one for name, one in PLANNED.items() if name != "due_on"}, "amount": more[0]["amount"]}],
        "clauses": [
            {"clause": "2", "text": "Other words.", "title": "T2"},
            {"clause": "8", "text": "Words 8.", "title": "T8", "after": "2"},
        ],
        "omitted": ["3"],
    }


def test_a_standard_clause_that_was_chosen_stays_chosen():
    said = contract()
    other = {"words": "Softer.", "origin": "fallback", "clause_id": "c-9"}
    clauses = [one.model_copy(update=other) if one.clause == "1" else one for one in said.clauses]
    fields = of_amendment(contract(), said.model_copy(update={"clauses": clauses}), "c-1", "fixed")
    assert (fields["clause-1-how"], fields["clause-1-text"]) == ("other:c-9", "Softer.")
    agreed = of_agreed(contract(), "c-1", "fixed")
    assert said_otherwise("amendment", agreed, fields).body["clauses"] == [{"clause": "1", "clause_id": "c-9"}]
    # What was agreed on already stands as it is, wherever it once came from.
    both = contract().model_copy(update={"clauses": clauses})
    assert of_amendment(both, both, "c-1", "fixed")["clause-1-how"] == "as_is"


def test_a_contract_without_words_is_amended_in_words_of_its_own():
    agreed = of_agreed(None, "c-1", "fixed")
    typed = {**agreed, "text": "As sold.", "title": "Terms of 2026"}
    assert said_otherwise("amendment", agreed, typed).body == {
        "kind": "amendment",
        "title": "Terms of 2026",
        "text": "As sold.",
    }


def test_a_refusal_is_told_at_the_field_that_it_is_about():
    agreed = of_agreed(contract(), "c-1", "fixed")
    said = said_otherwise("amendment", agreed, {**agreed, "clause-2-how": "own", "clause-2-text": "x"})
    errors = [
        {"pointer": "/clauses/0/text", "detail": "a"},
        {"pointer": "/master/cap/amount", "detail": "b"},
        {"pointer": "/renewal/months", "detail": "c"},
        {"pointer": "/master/quantities/0/quantity", "detail": "d"},
        {"pointer": "/plan/0", "detail": "e"},
    ]
    assert said.wrong(errors) == {
        "clause-2-text": "a",
        "master_cap": "b",
        "renewal_months": "c",
        "cap-0-quantity": "d",
        "plan-0": "e",
    }


def test_what_a_kind_is_about_is_said_even_as_it_was_so_that_it_is_refused_at_its_field():
    assert told("extension") == {"kind": "extension", "term_to": None}
    assert told("assignment") == {"kind": "assignment", "counterparty_id": "c-1"}
