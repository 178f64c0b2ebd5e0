"""What the form of accounts says is what the contract service takes; an untouched one says the mapping as it is."""

import json

from services.contract.accounts.mapping import check_accounts
from services.contract.accounts.schemas import AccountsBody
from services.contract.accounts.shipped import SHIPPED
from services.portal.pages.control.accounts import WHICH, accounts_by, chosen_of, name_of, rules_of
from services.portal.pages.control.seen import AccountsFrom, Line

LINES = [Line.model_validate(line.model_dump()) for line in SHIPPED.lines]
BEGUN = {"book": "accounting", "from_period": "2026-03"} | {name_of(one): one.account for one in LINES}
MORE = {"kind": "paid", "direction": "purchase", "instrument": "retention", "debit": "2241.02", "credit": "1002"}


def told(fields: dict[str, str]) -> AccountsBody:
    return AccountsBody.model_validate_json(json.dumps(accounts_by(fields).body))


def test_a_form_that_nobody_touched_says_the_accounts_as_they_are():
    assert told(BEGUN).fact().lines == SHIPPED.lines
    assert {one.instrument for one in LINES} <= WHICH.keys()


def test_a_row_more_is_posted_on_two_sides_and_an_account_is_another():
    fields = BEGUN | {f"more-0-{name}": value for name, value in MORE.items()}
    fields |= {"account.charged.sales.any.debit.gross": "6604", "more-1-kind": "paid"}
    lines = told(fields).fact().lines
    check_accounts(lines)
    assert len(lines) == len(SHIPPED.lines) + 2
    assert {one.account for one in lines if one.kind == "charged" and one.direction == "sales"} == {"6604", "1002"}


def test_a_refused_account_is_found_where_it_was_typed():
    said = accounts_by(BEGUN | {f"more-0-{name}": value for name, value in MORE.items()})
    last = len(said.body["lines"]) - 1
    wrong = said.wrong([{"pointer": "/lines/0/account", "detail": "a"}, {"pointer": f"/lines/{last}/account"}])
    assert wrong == {name_of(LINES[0]): "a", "more-0-credit": ""}


def test_both_sides_of_a_kind_stand_in_one_row_with_the_amount_of_each():
    (bought,) = [one for one in rules_of(LINES) if (one.kind, one.direction) == ("invoiced", "purchase")]
    assert [(one.amount, one.account) for one in bought.on("debit")] == [("net", "1402"), ("tax", "2221.01")]
    paid = [one.instrument for one in rules_of(LINES) if (one.kind, one.direction) == ("paid", "purchase")]
    assert paid == ["any", "advance", "deposit"]


def test_of_one_month_what_was_said_last_is_shown():
    first, second, third = [AccountsFrom(from_period=since, lines=[]) for since in ("1949-10", "2026-03", "2026-03")]
    assert chosen_of([first, second, third], "2026-03") is third
    assert (chosen_of([first, second], ""), chosen_of([first], "2026-03")) == (second, None)
