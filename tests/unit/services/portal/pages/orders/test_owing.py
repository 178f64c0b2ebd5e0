"""Limit and term as they are typed."""

from services.portal.pages.orders.owing import credit_body


def test_limit_and_term_are_said_with_their_days():
    typed = {"limit": "50,000.00", "currency": "CNY", "term_days": "60", "effective_on": "2026-03-01", "until": ""}
    assert credit_body(typed) == {
        "limit": {"amount": "50000.00", "currency": "CNY"},
        "term_days": 60,
        "effective_on": "2026-03-01",
    }


def test_an_empty_limit_or_term_is_none():
    assert credit_body({"limit": "", "term_days": ""}) == {"limit": None, "term_days": None}


def test_what_is_no_number_is_sent_to_be_refused():
    assert credit_body({"limit": "much", "term_days": "long"}) == {
        "limit": {"amount": "much", "currency": "CNY"},
        "term_days": "long",
    }
