"""Runs, their stages and accounts are told in words, and taken back as the asset service takes it."""

import json

from services.asset.depreciation.aggregate import ACCUMULATED, EXPENSE, Stage
from services.asset.depreciation.schemas import ReversalBody
from services.asset.terms import LEADING_BOOK
from services.portal.pages.depreciation.endpoints import ACCOUNTS, BOOKS, REVERSAL, STAGES
from services.portal.pages.frame.terms import TERMS


def test_every_stage_account_and_book_has_words():
    assert STAGES.keys() == {stage.value for stage in Stage} - {Stage.NEW.value}
    assert ACCOUNTS.keys() == {EXPENSE, ACCUMULATED}
    assert BOOKS[0] == LEADING_BOOK
    assert {*BOOKS} - TERMS.keys() == set()


def test_the_service_takes_what_the_form_of_a_reversal_says():
    ReversalBody.model_validate_json(json.dumps(REVERSAL.body({"reason": "posted twice"}, {})))
