from datetime import date

from services.contract.party.aggregate import (
    PARTY,
    AskGrade,
    CloseGrade,
    GradeParty,
    GradeWaitsError,
    JudgeParty,
    Party,
    SizeParty,
    decide,
)
from services.contract.party.events import GradeAsked, GradeRefused, PartyGraded, PartyJudged, PartySized
from services.contract.review.outcome import OtherReviewError
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError

given = specification(PARTY, decide)
DAY = date(2026, 3, 2)
GRADED = PartyGraded(customer_id="c", grade="BB", graded_on=DAY, valid_until=date(2026, 6, 30))
RELATED = PartyJudged(customer_id="c", related=True, blocked=False, reason="his brother")


def test_a_grade_counts_until_its_last_day_and_is_unknown_then():
    state = given().when(GradeParty(GRADED)).state
    assert state.grade_on(date(2026, 6, 30)) == "BB"
    assert state.grade_on(date(2026, 7, 1)) == "unknown"
    assert Party().grade_on(DAY) == "unknown"


def test_sales_read_the_grade_as_a_customer_and_purchases_that_as_a_supplier():
    credit = GRADED.model_copy(update={"grade": "CCC", "role": "customer"})
    delivers = GRADED.model_copy(update={"grade": "AA", "role": "supplier"})
    both = given(credit).when(GradeParty(delivers)).state
    assert (both.grade_on(DAY), both.grade_on(DAY, "purchase")) == ("CCC", "AA")
    alone = given().when(GradeParty(credit)).state
    assert (alone.grade_on(DAY), alone.grade_on(DAY, "purchase")) == ("CCC", "unknown")
    by_hand = given(credit, delivers).when(GradeParty(GRADED)).state
    assert (by_hand.grade_on(DAY), by_hand.grade_on(DAY, "purchase")) == ("BB", "BB")
    given(GRADED).when(GradeParty(GRADED.model_copy(update={"role": "supplier"}))).then()


def test_a_grade_does_not_run_out_before_it_is_given():
    early = GRADED.model_copy(update={"valid_until": date(2026, 3, 1)})
    given().when(GradeParty(early)).fails(InvalidFieldError)


def test_what_is_known_already_is_no_news():
    given(GRADED, RELATED).when(GradeParty(GRADED)).then()
    given(GRADED, RELATED).when(JudgeParty(RELATED)).then()
    free = RELATED.model_copy(update={"related": False})
    given(GRADED, RELATED).when(JudgeParty(free)).then(free)


def test_a_size_is_said_once_for_a_day_and_may_be_said_otherwise():
    small = PartySized(customer_id="c", size="small", effective_on=DAY)
    large = small.model_copy(update={"size": "large"})
    given(GRADED).when(SizeParty(small)).then(small)
    given(small).when(SizeParty(small)).then()
    given(small).when(SizeParty(large)).then(large)
    given(small, large).when(SizeParty(small)).then(small)


UNTIL = date(2026, 4, 30)
ASK = AskGrade("c", "a1", "A", DAY, UNTIL, "customer", "their owner vouches for them")
ASKED = next(one for one in decide(Party(), ASK) if isinstance(one, GradeAsked))
BY_HAND = PartyGraded(customer_id="c", grade="A", graded_on=DAY, valid_until=UNTIL, role="customer", approval_id="a1")


def test_a_grade_by_hand_counts_once_others_agree_and_stands_before_any_other_until_its_last_day():
    given(GRADED).when(ASK).then(ASKED)
    assert given(GRADED, ASKED).when(GradeParty(GRADED)).state.grade_on(DAY) == "BB"
    given(GRADED, ASKED).when(CloseGrade("a1", ASKED.text_hash, "approved")).then(BY_HAND)
    worse = GRADED.model_copy(update={"grade": "CCC", "role": "customer"})
    state = given(GRADED, ASKED, BY_HAND).when(GradeParty(worse)).state
    assert (state.grade_on(DAY), state.grade_on(DAY, "purchase")) == ("A", "BB")
    assert (state.grade_on(UNTIL), state.grade_on(date(2026, 5, 1))) == ("A", "CCC")


def test_a_grade_by_hand_that_others_refuse_changes_nothing():
    refused = GradeRefused(customer_id="c", approval_id="a1", outcome="rejected")
    given(GRADED, ASKED).when(CloseGrade("a1", ASKED.text_hash, "rejected")).then(refused)
    assert given(GRADED, ASKED, refused).when(ASK).state.grade_on(DAY) == "BB"


def test_one_grade_by_hand_waits_at_a_time_and_is_decided_in_its_own_round():
    given(ASKED).when(ASK).fails(GradeWaitsError)
    given(ASKED).when(CloseGrade("a2", ASKED.text_hash, "approved")).fails(OtherReviewError)
    given(ASKED).when(CloseGrade("a1", "other words", "approved")).fails(OtherReviewError)
    given().when(CloseGrade("a1", ASKED.text_hash, "approved")).fails(OtherReviewError)
    early = AskGrade("c", "a1", "A", DAY, date(2026, 3, 1), None, "why")
    given().when(early).fails(InvalidFieldError)
