"""What a customer may owe, and to which group it belongs."""

from datetime import date

from services.customer.credit.aggregate import CREDIT, ChangeCredit, ChangeGroup, GroupCycleError, decide
from services.customer.credit.events import CreditChanged, GroupChanged
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError
from shared.values.money import Money

TODAY, SOON = date(2026, 3, 2), date(2026, 6, 30)
given = specification(CREDIT, decide)


def credit(limit: str | None = "1000", until: date | None = SOON) -> CreditChanged:
    amount = None if limit is None else Money.of(limit, "CNY")
    return CreditChanged(customer_id="k1", limit=amount, term_days=30, effective_on=TODAY, until=until)


def moved(before: str | None, after: str | None) -> GroupChanged:
    return GroupChanged(customer_id="k1", before=before, after=after)


def test_credit_is_said_anew_and_never_twice():
    given().when(ChangeCredit(credit())).then(credit())
    given(credit()).when(ChangeCredit(credit())).then()
    given(credit()).when(ChangeCredit(credit(None))).then(credit(None))
    given().when(ChangeCredit(credit(until=date(2026, 3, 1)))).fails(InvalidFieldError)


def test_a_customer_moves_between_groups():
    given().when(ChangeGroup("k1", "k2")).then(moved(None, "k2"))
    given(moved(None, "k2")).when(ChangeGroup("k1", "k2")).then()
    given(moved(None, "k2")).when(ChangeGroup("k1", None)).then(moved("k2", None))


def test_no_group_belongs_to_itself():
    given().when(ChangeGroup("k1", "k1", frozenset({"k1"}))).fails(GroupCycleError)
    given().when(ChangeGroup("k1", "k2", frozenset({"k2", "k3", "k1"}))).fails(GroupCycleError, head_id="k2")
