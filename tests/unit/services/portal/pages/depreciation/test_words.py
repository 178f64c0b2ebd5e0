"""Runs, their stages and accounts are told in words, and taken back as the asset service takes it."""

import json

from services.asset.accounts.schemas import AccountsBody
from services.asset.depreciation.aggregate import Stage
from services.asset.depreciation.schemas import ReversalBody
from services.asset.terms import LEADING_BOOK
from services.portal.pages.depreciation.accounts import accounts_by, fields_of
from services.portal.pages.depreciation.endpoints import BOOKS, REVERSAL, STAGES
from services.portal.pages.depreciation.seen import AccountsOfClass
from services.portal.pages.frame.terms import TERMS


def test_every_stage_and_book_has_words():
    assert STAGES.keys() == {stage.value for stage in Stage} - {Stage.NEW.value}
    assert BOOKS[0] == LEADING_BOOK
    assert {*BOOKS} - TERMS.keys() == set()


def test_the_service_takes_what_the_form_of_a_reversal_says():
    ReversalBody.model_validate_json(json.dumps(REVERSAL.body({"reason": "posted twice"}, {})))


def test_the_form_of_accounts_that_nobody_touched_says_them_as_they_are():
    lines = (
        AccountsOfClass(class_code="A.02", expense="6602.02", accumulated="1602.02"),
        AccountsOfClass(class_code=None, expense="6602", accumulated="1602"),
    )
    said = accounts_by(fields_of(lines) | {"book": "accounting", "from_period": "2026-03"})
    body = AccountsBody.model_validate_json(json.dumps(said.body))
    assert [line.class_code for line in body.lines] == [None, "A.02"]
    assert {line.expense for line in body.lines} == {"6602", "6602.02"}
