from datetime import date

from services.contract.party.aggregate import PARTY, GradeParty, JudgeParty, Party, SizeParty, decide
from services.contract.party.events import PartyGraded, PartyJudged, PartySized
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
