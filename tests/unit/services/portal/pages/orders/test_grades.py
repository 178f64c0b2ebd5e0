"""What customers of a grade may have, as it is typed and as it counts on a day."""

from datetime import date
from decimal import Decimal

from services.portal.pages.orders.grades import in_force, plan_body
from services.portal.pages.orders.seen import ServicePlan


def plan(grade: str, version: int, day: int, term: int) -> ServicePlan:
    said = {"purchase_limit": None, "discount": Decimal("0.1"), "laid_down_by": "s"}
    return ServicePlan.model_validate(
        {**said, "grade": grade, "version": version, "term_days": term, "effective_on": date(2026, 3, day)}
    )


def test_the_last_word_of_the_last_day_counts_from_the_best_grade_on():
    rows = [plan("C", 1, 1, 0), plan("AAA", 3, 5, 90), plan("AAA", 2, 5, 60), plan("AAA", 4, 9, 30)]
    assert [(grade, one.term_days) for grade, one in in_force(rows, date(2026, 3, 8)).items()] == [
        ("AAA", 90),
        ("C", 0),
    ]
    assert in_force(rows, date(2026, 2, 28)) == {}


def test_what_stays_empty_is_not_said():
    assert plan_body({"grade": "A", "purchase_limit": "", "discount": "", "term_days": ""}) == {"grade": "A"}


def test_a_discount_is_told_in_percent_and_an_amount_as_people_write_it():
    typed = {"grade": "A", "purchase_limit": "200,000", "currency": "EUR", "discount": "8%", "term_days": "60"}
    assert plan_body(typed) == {
        "grade": "A",
        "purchase_limit": {"amount": "200000", "currency": "EUR"},
        "discount": "0.08",
        "term_days": 60,
    }


def test_what_is_no_number_is_sent_to_be_refused():
    assert plan_body({"grade": "A", "term_days": "soon"})["term_days"] == "soon"
