from datetime import date

from services.contract.review.commands import CloseReview
from services.contract.review.outcome import OtherReviewError
from services.contract.waiver.aggregate import (
    WAIVER,
    AskWaiver,
    ExpireWaiver,
    UseWaiver,
    WaiverNotForThisError,
    WaiverWish,
    decide,
)
from services.contract.waiver.events import WaiverAsked, WaiverExpired, WaiverGranted, WaiverRefused, WaiverUsed
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotPossibleNowError
from shared.values.money import Money

TODAY = date(2026, 3, 2)
LAST = date(2026, 3, 9)
given = specification(WAIVER, decide)


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


ASK = AskWaiver(
    waiver_id="w1",
    approval_id="a1",
    contract_id="c1",
    payment_id="p1",
    clause="5.1",
    phase="advance",
    rules=("over_clause", "over_phase"),
    limit=cny("30"),
    used=cny("0"),
    amount=cny("31"),
    wish=WaiverWish("the goods are late", LAST),
    today=TODAY,
)
ASKED = decide(WAIVER.initial, ASK)[0]
assert isinstance(ASKED, WaiverAsked)
HEAD = {"waiver_id": "w1", "contract_id": "c1", "payment_id": "p1"}
GRANTED = WaiverGranted(**HEAD, approval_id="a1", expires_on=LAST)
USE = UseWaiver("p1", cny("31"), LAST)


def test_a_waiver_freezes_what_it_is_asked_for():
    outcome = given().when(ASK)
    [asked] = outcome.events
    assert isinstance(asked, WaiverAsked)
    assert (asked.rules, asked.amount, len(asked.text_hash)) == (("over_clause", "over_phase"), cny("31"), 64)
    given(ASKED).when(ASK).fails(NotPossibleNowError)


def test_a_waiver_that_has_run_out_is_not_asked_for():
    past = AskWaiver(**{**{name: getattr(ASK, name) for name in ASK.__slots__}, "today": date(2026, 3, 10)})
    given().when(past).fails(InvalidFieldError)


def test_the_round_over_these_words_grants_or_refuses_it():
    given(ASKED).when(CloseReview("a1", ASKED.text_hash, "approved")).then(GRANTED)
    given(ASKED).when(CloseReview("a1", ASKED.text_hash, "rejected")).then(
        WaiverRefused(**HEAD, approval_id="a1", outcome="rejected")
    )
    given(ASKED).when(CloseReview("a1", "other words", "approved")).fails(OtherReviewError)


def test_it_is_used_once_by_its_own_payment_until_its_last_day():
    used = WaiverUsed(**HEAD, amount=cny("31"), used_on=LAST)
    given(ASKED, GRANTED).when(USE).then(used)
    given(ASKED, GRANTED, used).when(USE).fails(NotPossibleNowError)
    given(ASKED, GRANTED).when(UseWaiver("p1", cny("31"), date(2026, 3, 10))).fails(NotPossibleNowError)
    given(ASKED, GRANTED).when(UseWaiver("p2", cny("31"), TODAY)).fails(WaiverNotForThisError)
    given(ASKED, GRANTED).when(UseWaiver("p1", cny("31.01"), TODAY)).fails(WaiverNotForThisError)
    given(ASKED).when(USE).fails(NotPossibleNowError)


def test_it_expires_after_its_last_day_and_a_late_decision_means_nothing():
    expired = WaiverExpired(**HEAD, expires_on=LAST)
    given(ASKED, GRANTED).when(ExpireWaiver(LAST)).then()
    given(ASKED, GRANTED).when(ExpireWaiver(date(2026, 3, 10))).then(expired)
    given(ASKED, expired).when(CloseReview("a1", ASKED.text_hash, "approved")).then()
    given(ASKED, GRANTED, expired).when(USE).fails(NotPossibleNowError)
