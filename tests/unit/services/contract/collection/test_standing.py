from datetime import date
from decimal import Decimal

from services.contract.ageing.scheme import SHIPPED, Pause
from services.contract.arrears.events import InterestAgreed
from services.contract.collection.interest import Interest, Moved, agreed_on, interest, rate_on
from services.contract.collection.standing import Owed, Planned, limitation, owed, standing
from services.contract.ledger.events import Limit
from services.contract.ledger.state import Invoiced, Ledger
from shared.values.money import Money

DUE = date(2026, 3, 2)


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


NOTHING = cny("0.00")


def invoiced(gross: str, settled: str = "0.00", due_on: date = DUE) -> Invoiced:
    return Invoiced(None, "3", "all", cny(gross), cny(settled), due_on, NOTHING, NOTHING)


def ledger(*limits: Limit, sums: dict[str, Money] | None = None, **invoices: Invoiced) -> Ledger:
    return Ledger("k1", "c1", "sales", currency="CNY", limits=limits, sums=sums or {}, invoices=invoices)


def planned(amount: str, place: tuple[str, str] = ("3", "all")) -> Planned:
    return Planned("o1", *place, DUE, cny(amount))


def test_what_is_invoiced_is_owed_by_the_invoice_and_the_rest_of_the_plan_beside_it():
    book = ledger(sums={"invoiced\n3\nall": cny("60.00"), "credited\n3\nall": cny("10.00")}, i1=invoiced("60.00"))
    items = owed(book, [planned("100.00")], {})
    assert [(one.kind, one.open) for one in items] == [("invoice", cny("60.00")), ("plan", cny("50.00"))]


def test_an_advance_that_came_in_and_retention_money_that_was_invoiced_are_not_owed_by_the_plan():
    advance = ledger(sums={"received\n1\nadvance": cny("30.00")})
    assert owed(advance, [planned("30.00", ("1", "advance"))], {}) == []
    kept = Limit(clause="6", phase="warranty", limit=cny("3.00"), instrument="retention")
    book = ledger(kept, sums={"retained\n6\nwarranty": cny("3.00")})
    assert owed(book, [planned("3.00", ("6", "warranty"))], {}) == []


def test_the_oldest_unpaid_due_date_tells_the_days_and_the_level():
    book = ledger(
        i1=invoiced("60.00", due_on=date(2026, 2, 1)),
        i2=invoiced("40.00"),
        i3=invoiced("9.00", "9.00", date(2025, 1, 1)),
    )
    stands = standing(owed(book, [], {}), [], SHIPPED, "CNY", date(2026, 3, 8))
    assert (stands.days, stands.level, stands.oldest_due_on) == (35, 2, date(2026, 2, 1))
    assert (stands.open, stands.overdue) == (cny("100.00"), cny("100.00"))
    assert standing(owed(book, [], {}), [], SHIPPED, "CNY", date(2026, 2, 1)).level == 0


def test_a_disputed_invoice_stands_still_and_one_off_the_books_is_owed_but_not_dunned():
    book = ledger(i1=invoiced("60.00", due_on=date(2026, 2, 1)), i2=invoiced("40.00"))
    items = owed(book, [], {"i2": cny("40.00")})
    stands = standing(items, [Pause(date(2026, 2, 3), None, "i1")], SHIPPED, "CNY", date(2026, 3, 8))
    assert (stands.days, stands.level) == (1, 1)
    assert (stands.open, stands.overdue) == (cny("100.00"), cny("60.00"))


def test_the_limitation_period_begins_with_the_due_date_or_the_last_acknowledgement():
    assert limitation(None, DUE, 3) is None
    assert limitation(DUE, None, 3) == date(2029, 3, 2)
    assert limitation(DUE, date(2026, 9, 1), 3) == date(2029, 9, 1)
    assert limitation(date(2024, 2, 29), None, 3) == date(2027, 2, 28)


def agreed(rate: str | None, from_on: date, clause: str | None = None) -> InterestAgreed:
    rates = {"clause": clause, "rate": None if rate is None else Decimal(rate), "from_on": from_on}
    return InterestAgreed(contract_id="k1", counterparty_id="c1", owner_id="s1", **rates)


def test_the_rate_of_the_clause_goes_before_that_of_the_contract_and_that_before_the_prime_rate():
    rates = [agreed("0.05", date(2026, 1, 1)), agreed("0.08", date(2026, 2, 1), "3"), agreed(None, DUE, "4")]
    prime = Decimal("0.03")
    assert rate_on(rates, "3", date(2026, 1, 31), prime) == Decimal("0.05")
    assert rate_on(rates, "3", date(2026, 2, 1), prime) == Decimal("0.08")
    assert rate_on(rates, "4", DUE, prime) == Decimal(0)
    assert rate_on(rates, "3", date(2025, 12, 31), prime) == prime
    assert agreed_on([], "3", DUE) is None
    assert rate_on([], "3", DUE, None) == Decimal(0)


def test_interest_is_borne_by_what_was_open_on_each_day_that_counts_at_the_rate_of_the_day():
    rates = [agreed("0.0365", date(2026, 1, 1)), agreed("0.073", date(2026, 3, 13))]
    found = interest(
        cny("1000.00"),
        [Moved(date(2026, 3, 8), Decimal("400.00"))],
        rate=lambda day: rate_on(rates, "3", day, None),
        pauses=[Pause(date(2026, 3, 11), date(2026, 3, 13))],
        since=DUE,
        until=date(2026, 3, 15),
    )
    # 3 to 7 March on 1,000 at 3.65 %; 8 to 10 on 600; the 11th and 12th stand; 13 to 15 on 600 at 7.3 %.
    assert found.days == 11
    assert found.amount == cny("1.04")


def test_an_invoice_that_was_paid_in_time_bears_none():
    paid = [Moved(DUE, Decimal("60.00"))]
    found = interest(cny("60.00"), paid, rate=lambda _: Decimal("0.03"), pauses=[], since=DUE, until=date(2027, 3, 2))
    assert found == Interest(0, NOTHING)


def test_items_are_told_the_oldest_first():
    book = ledger(i2=invoiced("1.00", due_on=date(2026, 5, 1)), i1=invoiced("1.00"))
    assert [one.item_id for one in owed(book, [], {})] == ["i1", "i2"]
    assert isinstance(owed(book, [], {})[0], Owed)
