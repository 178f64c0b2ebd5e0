"""A contract shows what it comes to, or says why it names no amount."""

import pytest

from services.portal.pages.contracts.seen import Row
from services.portal.pages.frame.money import Money


def row(kind: str, amount: str) -> Row:
    ids = dict.fromkeys(("contract_id", "unit_id", "title", "owner_id", "counterparty_id", "number"), "x")
    absent = dict.fromkeys(("approval_id", "term_from", "term_to", "signed_on", "text_hash"))
    money = Money(amount=amount, currency="CNY")
    said = {**ids, **absent, "direction": "sales", "state": "effective", "version": 1, "amount_kind": kind}
    return Row.model_validate({**said, "amount": money})


@pytest.mark.parametrize(
    ("kind", "amount", "words"),
    [
        ("none", "0.00", "without an amount"),
        ("unit_price", "0.00", "unit prices only"),
        ("unit_price", "7.00", ""),
        ("fixed", "0.00", ""),
        ("capped", "7.00", ""),
    ],
)
def test_no_figure_is_shown_where_none_was_agreed(kind: str, amount: str, words: str):
    shown = row(kind, amount)
    assert shown.unpriced == words
    assert (shown.worth is None) == bool(words)
