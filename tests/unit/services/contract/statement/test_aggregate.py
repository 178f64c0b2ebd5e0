from datetime import date
from typing import Any

from services.contract.statement.aggregate import (
    STATEMENT,
    LineMatchedAlreadyError,
    MatchLine,
    TakeStatement,
    decide,
)
from services.contract.statement.events import LineMatched, StatementTaken
from services.contract.statement.proposing import Proposal, certain
from shared.testing.given import specification
from shared.values.errors import NotFoundError, NotPossibleNowError
from shared.values.money import Money

TODAY = date(2026, 3, 2)
given = specification(STATEMENT, decide)
TAKEN = StatementTaken(
    statement_id="s1", account="icbc-1", format="csv", lines=2, repeated=0, first_on=TODAY, last_on=TODAY, hash="h"
)


def matched(line: int, **more: Any) -> LineMatched:
    facts = {"payment_id": "p1", "counterparty_id": "k1", "by_rule": False, "effective_on": TODAY, **more}
    return LineMatched(statement_id="s1", line=line, amount=Money.of("1", "CNY"), **facts)


def test_a_statement_is_taken_once():
    given().when(TakeStatement(TAKEN)).then(TAKEN)
    given(TAKEN).when(TakeStatement(TAKEN)).fails(NotPossibleNowError)
    given().when(MatchLine(matched(1))).fails(NotPossibleNowError)


def test_a_line_is_matched_once_and_only_if_it_is_there():
    given(TAKEN).when(MatchLine(matched(2))).then(matched(2))
    given(TAKEN, matched(2)).when(MatchLine(matched(2, payment_id="p2"))).fails(LineMatchedAlreadyError)
    given(TAKEN).when(MatchLine(matched(3))).fails(NotFoundError)


def proposal(thing: str, *because: str) -> Proposal:
    return Proposal("invoice", thing, "c1", "k1", "F-1", because)


def test_a_rule_takes_what_is_near_enough_and_has_no_rival():
    near, far = proposal("i1", "amount", "reference"), proposal("i2", "amount", "payer")
    assert (near.score, far.score) == (90, 60)
    assert certain([near, far]) is near
    assert certain([near, proposal("i3", "amount", "reference")]) is None
    assert certain([far]) is None
    assert certain([]) is None
