"""Why an order is held is told with the figures it was decided by."""

from services.contract.exposure.rules import RULES
from services.portal.pages.credit.seen import Reason
from services.portal.pages.credit.why import Room, Why, money_of, why_of
from services.portal.pages.frame.terms import TERMS


def reason(rule: str, **figures: str) -> Reason:
    return Reason(rule=rule, figures=figures)


def room(why: Why) -> Room:
    assert why.room is not None
    return why.room


def test_a_limit_tells_what_was_used_of_it_and_by_how_much_the_order_passes_it():
    told = why_of(reason("credit_limit", limit="50000.00 CNY", used="36000.00 CNY", requested="28800.00 CNY"))
    assert (room(told).beyond.amount, room(told).beyond.currency, room(told).share) == ("14800.00", "CNY", 72)
    assert told.figures == ()


def test_what_was_used_is_shown_between_nothing_and_all_of_it():
    over = why_of(reason("credit_limit", limit="100.00 CNY", used="250.00 CNY", requested="1.00 CNY"))
    none = why_of(reason("credit_limit", limit="0.00 CNY", used="0.00 CNY", requested="1.00 CNY"))
    ahead = why_of(reason("credit_limit", limit="100.00 CNY", used="-20.00 CNY", requested="130.00 CNY"))
    assert [room(one).share for one in (over, none, ahead)] == [100, 100, 0]


def test_a_term_tells_the_oldest_bill_and_a_discount_the_price():
    term = why_of(reason("credit_term", term_days="60", days="75", invoice_id="i", number="F-1"))
    assert [(value, form) for _, value, form in term.figures] == [("F-1", "text"), ("75", "days"), ("60", "days")]
    price = why_of(reason("discount", line="1", product_code="R1", allowed="0.08", wholesale="100.00", price="80.00"))
    assert [value for _, value, _ in price.figures] == ["1", "R1", "100.00", "80.00", "0.08"]


def test_a_rule_that_this_page_does_not_know_is_told_as_it_came():
    assert why_of(reason("eclipse", moon="before the sun")).figures == (("moon", "before the sun", "text"),)


def test_what_is_no_money_is_none():
    assert money_of("12 apples and pears") is None
    assert money_of("12") is None
    assert money_of("x CNY") is None


def test_every_rule_of_the_service_has_a_name():
    named = {"credit_limit", "customer_limit", "credit_term", "purchase_limit", "discount"}
    assert len(RULES) == len(named)
    assert named <= TERMS.keys()
