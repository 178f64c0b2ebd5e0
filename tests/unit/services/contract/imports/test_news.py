"""What a source tells of a contract that is here, and is not known of it."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from services.contract.imports.news import RAN_OUT, STAYS, Here, Mark, Owed, news_of, not_here
from services.contract.imports.performed import milestone_key
from services.contract.imports.rows import Fault
from services.contract.ocds.contracts import Amendment, ForeignContract, Milestone, Paid
from shared.values.money import Money

DAY, FAR = date(2026, 3, 2), date(2099, 6, 30)
WORTH = Money.of("100.00", "DOP")


def amendment(name: str | None, on: date | None = DAY, after: str | None = None) -> Amendment:
    return Amendment(name, on, None, None, None, after, None)


def row(**more: Any) -> ForeignContract:
    said = ForeignContract(
        "o-1", "c", "Roads", "S-1", "active", "effective", Decimal(100), WORTH, DAY, DAY, FAR, (), ()
    )
    return msgspec.structs.replace(said, **more)


def here(state: str = "effective", **more: Any) -> Here:
    said: dict[str, Any] = {"direction": "purchase", "title": "Roads", "amount": WORTH, "term_from": DAY}
    return Here("k1", "u1", state, **{**said, "term_to": FAR, **more})


def paid(name: str, amount: str = "10.00", on: date | None = DAY) -> Paid:
    return Paid(name, on, Money.of(amount, "DOP"))


def test_what_has_an_id_is_known_by_it_whatever_else_is_said_of_it_since():
    told = [amendment("a1", date(2026, 4, 1)), amendment("a2")]
    assert not_here(told, {"a1"}, {}) == (told[1],)
    assert not_here(told, {"a1", "a2"}, {}) == ()


def test_what_has_none_is_known_by_its_day_and_releases_as_often_as_it_was_told_of():
    marks = Counter[Mark]({(DAY, None, None): 1})
    told = [amendment(None), amendment(None), amendment(None, after="r2")]
    assert not_here(told, (), marks) == (told[1], told[2])
    assert not_here([amendment(None)], ("a1",), marks) == ()


def test_the_same_again_is_nothing_new():
    news = news_of(row(), here())
    assert (bool(news), news.differing) == (False, ())
    silent = row(title="c", value=None, amount=None, term_from=None, term_to=None, status="")
    assert (bool(news_of(silent, here())), news_of(silent, here()).differing) == (False, ())


def test_payments_are_known_by_their_ids_and_never_become_others():
    known = {"t1": (Money.of("10.00", "DOP"), DAY), "t2": (Money.of("10.00", "DOP"), DAY)}
    told = (paid("t1", "11.00"), paid("t2", on=FAR), paid("t3"), paid("t4", "0.00"), paid("t1x", on=None))
    news = news_of(row(paid=told), here(paid=known))
    assert [one.transaction_id for one in news.paid] == ["t3", "t1x"]
    assert [one.column for one in news.differing] == ["transactions/t1/value", "transactions/t2/date"]
    sale = news_of(row(paid=(paid("t3"),)), here(direction="sales"))
    assert (sale.paid, [one.column for one in sale.differing]) == ((), ["transactions/t3"])


def test_milestones_that_are_new_reached_or_put_off_are_taken_and_one_that_is_reached_stays_so():
    met = Owed("Half", "met", DAY, DAY)
    known = {
        milestone_key("k1", "m1"): Owed("Start", "overdue", DAY, None),
        milestone_key("k1", "m2"): met,
        "ours": met,
    }
    told = [
        Milestone("m1", "Start", FAR, met=False, met_on=None),
        Milestone("m1", "Start", DAY, met=True, met_on=None),
        Milestone("m3", "End", None, met=False, met_on=None),
    ]
    for one in told:
        assert news_of(row(milestones=(one,)), here(things=known)).milestones == (one,)
    same = (Milestone("m1", "m1", None, False, None), Milestone("ours", "Half", DAY, True, DAY))
    assert not news_of(row(milestones=same), here(things=known))
    back = Milestone("m2", "Half", DAY, met=False, met_on=None)
    other = Milestone("ours", "Half", DAY, met=True, met_on=FAR)
    news = news_of(row(milestones=(back, other)), here(things=known))
    assert not news
    assert [one.column for one in news.differing] == ["milestones/m2/status", "milestones/ours/dateMet"]


@pytest.mark.parametrize(
    ("state", "status", "then"),
    [
        ("signed", "active", "effective"),
        ("signed", "cancelled", "terminated"),
        ("effective", "terminated", "completed"),
        ("suspended", "cancelled", "terminated"),
        ("expired", "terminated", "completed"),
        ("expired", "cancelled", "terminated"),
        ("effective", "pending", None),
        ("expired", "active", None),
        ("effective", "unknown", None),
        ("archived", "cancelled", None),
        ("void", "active", None),
    ],
)
def test_a_state_is_taken_that_follows_the_one_known(state: str, status: str, then: str | None):
    news = news_of(row(status=status), here(state))
    assert (news.state, news.differing) == (then, ())


@pytest.mark.parametrize(
    ("state", "status"),
    [("completed", "active"), ("completed", "cancelled"), ("terminated", "pending"), ("suspended", "terminated")],
)
def test_a_state_that_goes_back_or_that_only_we_know_of_is_told_and_stays(state: str, status: str):
    news = news_of(row(status=status), here(state))
    assert (news.state, [one.column for one in news.differing]) == (None, ["status"])


@pytest.mark.parametrize(
    ("more", "known", "then"),
    [
        ({"amended": (amendment("a1"),), "term_to": FAR}, (), "effective"),
        ({"amended": (amendment("a1"),), "term_to": FAR, "status": ""}, (), "effective"),
        ({"amended": (amendment("a1"),), "term_to": DAY}, (), None),
        ({"amended": (amendment("a1"),), "term_to": None}, (), None),
        ({"amended": (amendment("a1"),), "term_to": FAR}, ("a1",), None),
        ({"amended": (amendment("a1"),), "term_to": FAR, "status": "pending", "state": "signed"}, (), None),
        (
            {"amended": (amendment("a1"),), "term_to": FAR, "status": "terminated", "state": "completed"},
            (),
            "completed",
        ),
    ],
)
def test_what_ran_out_here_goes_on_where_a_new_amendment_puts_off_its_end(
    more: dict[str, Any], known: tuple[str, ...], then: str | None
):
    over = here("expired", term_to=DAY, ended_on=date(2026, 3, 3), amendments=known)
    assert news_of(row(**more), over).state == then


def test_an_amendment_taken_before_that_put_the_end_off_lets_it_go_on_and_no_end_without_one():
    assert news_of(row(), here("expired", term_to=FAR, ended_on=date(2026, 3, 3))).state == "effective"
    over = here("expired", term_to=DAY, ended_on=date(2026, 3, 3))
    assert news_of(row(), over).differing == (Fault("period/endDate", RAN_OUT),)
    ended = news_of(row(status="terminated", state="completed"), over)
    assert (ended.state, ended.differing) == ("completed", (Fault("period/endDate", STAYS),))


def test_our_own_release_of_what_has_run_out_is_nothing_new():
    assert news_of(row(status="terminated", release="k1-7"), here("expired")).state is None


def test_what_is_in_effect_says_nothing_else_without_an_amendment():
    other = row(title="Streets", amount=Money.of("90.00", "DOP"), term_to=DAY)
    news = news_of(other, here())
    assert not news
    assert [one.column for one in news.differing] == ["title", "value", "period/endDate"]
    assert all(isinstance(one, Fault) for one in news.differing)
    pending = news_of(other, here("signed"))
    assert (pending.restated, pending.differing) == (True, ())
    amended = news_of(msgspec.structs.replace(other, amended=(amendment("a1"),)), here())
    assert (amended.restated, amended.differing, len(amended.amended)) == (False, (), 1)
    assert amended.counted()["new_amendments"] == 1
