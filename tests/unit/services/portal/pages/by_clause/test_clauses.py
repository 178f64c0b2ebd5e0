"""What a page of performance computes: sums by clause, what remains, and the limit that binds first."""

from decimal import Decimal
from typing import Any

from services.portal.pages.by_clause.clauses import BOUNDS, Clause, Sheet
from services.portal.pages.by_clause.seen import Contract, Owed, Sums


def cny(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


def limit(clause: str, phase: str, amount: str, instrument: str = "payment", secured: bool = False) -> dict[str, Any]:
    place = {"clause": clause, "phase": phase}
    return {**place, "limit": cny(amount), "instrument": instrument, "secured": secured}


def sums(limits: list[dict[str, Any]], booked: list[tuple[str, str, str, str]], **more: Any) -> Sums:
    balances = [{"kind": kind, "clause": clause, "phase": phase, "amount": cny(a)} for kind, clause, phase, a in booked]
    total = f"{sum(Decimal(one['limit']['amount']) for one in limits)}"
    said = {"direction": "purchase", "payment_control": "strict", "total": cny(total), "open_ended": False}
    return Sums.model_validate({**said, "limits": limits, "balances": balances, **more})


def contract(*plan: tuple[str, str, list[str]]) -> Contract:
    lines = [
        {"clause": c, "phase": p, "debtor": "us", "conditions": asked, "instrument": "payment", "secured": False}
        for c, p, asked in plan
    ]
    return Contract.model_validate(
        {
            "contract_id": "c1", "unit_id": "u1", "direction": "purchase", "title": "Servers", "number": "CG-1",
            "state": "effective", "amount": cny("100.00"), "text_hash": None, "amends": None, "notice_by": None,
            "ended_on": None, "shelf": None, "keep_until": None, "lines": [], "plan": lines, "version": 7,
        }
    )  # fmt: skip


def of(sheet: Sheet, clause: str) -> Clause:
    return next(one for one in sheet.clauses() if one.clause == clause)


def bound(sheet: Sheet, clause: str) -> tuple[str, str]:
    found = of(sheet, clause).bound
    assert found is not None
    return found.rule, f"{found.left}"


def test_every_clause_has_its_bookings_in_the_order_of_performance_and_those_under_none_come_last():
    limits = [limit("4.2", "acceptance", "70.00"), limit("4.1", "advance", "30.00", "advance")]
    booked = [
        ("paid", "4.2", "acceptance", "20.00"),
        ("invoiced", "4.2", "acceptance", "70.00"),
        ("ordered", "", "", "100.00"),
    ]
    found = Sheet(None, sums(limits, [*booked, ("offset", "4.2", "acceptance", "0.00")])).clauses()
    assert [(one.clause, one.instrument) for one in found] == [("4.1", "advance"), ("4.2", "payment"), ("", "payment")]
    assert list(found[1].booked) == ["invoiced", "paid"]
    assert found[2].limit is None
    assert found[2].bound is None


def test_what_came_back_frees_the_limit_and_withheld_tax_uses_it():
    booked = [("paid", "4", "all", "60.00"), ("withheld", "4", "all", "5.00"), ("refunded", "4", "all", "20.00")]
    found = of(Sheet(None, sums([limit("4", "all", "100.00")], booked)), "4")
    assert (found.used, found.remains, found.share) == (Decimal("45.00"), Decimal("55.00"), 45)


def test_a_sale_is_used_by_what_came_in():
    booked = [("received", "3", "service", "10.00"), ("invoiced", "3", "service", "40.00")]
    found = of(Sheet(None, sums([limit("3", "service", "40.00")], booked, direction="sales")), "3")
    assert (found.remains, found.bound) == (Decimal("30.00"), None)


def test_the_clause_binds_where_nothing_else_is_asked_for():
    assert bound(Sheet(None, sums([limit("4", "all", "100.00")], [])), "4") == ("over_clause", "100.00")


def test_what_was_accepted_binds_before_the_clause_does():
    sheet = Sheet(
        contract(("4.2", "acceptance", ["acceptance"])),
        sums(
            [limit("4.2", "acceptance", "70.00")],
            [("accepted", "4.2", "acceptance", "50.00"), ("paid", "4.2", "acceptance", "20.00")],
        ),
    )
    assert bound(sheet, "4.2") == ("no_acceptance", "30.00")


def test_retention_money_is_paid_up_to_what_was_released():
    limits = [limit("4.3", "retention", "5.00", "retention"), limit("4.2", "acceptance", "95.00")]
    sheet = Sheet(
        None, sums(limits, [("retained", "4.3", "retention", "5.00"), ("released", "4.3", "retention", "2.00")])
    )
    assert bound(sheet, "4.3") == ("not_released", "2.00")


def test_a_secured_clause_waits_for_guarantees_in_force():
    limits = [limit("4.1", "advance", "30.00", "advance", secured=True)]
    sheet = Sheet(None, sums(limits, [("secured", "", "", "25.00"), ("freed", "", "", "10.00")]))
    assert bound(sheet, "4.1") == ("no_guarantee", "15.00")
    assert of(sheet, "4.1").conditions == ("guarantee",)


def test_the_contract_s_total_binds_once_other_clauses_have_used_it_up():
    limits = [limit("1", "a", "60.00"), limit("2", "b", "60.00")]
    sheet = Sheet(None, sums(limits, [("paid", "1", "a", "60.00"), ("paid", "", "", "25.00")], total=cny("100.00")))
    assert bound(sheet, "2") == ("over_contract", "15.00")
    open_ended = sums(limits, [("paid", "1", "a", "60.00")], total=cny("0.00"), open_ended=True)
    assert bound(Sheet(None, open_ended), "2") == ("over_clause", "60.00")


def test_less_than_nothing_is_never_left_and_a_meter_is_never_over_full():
    found = of(Sheet(None, sums([limit("4", "all", "10.00")], [("paid", "4", "all", "12.00")])), "4")
    assert found.share == 100
    assert found.bound is not None
    assert found.bound.left == 0


def test_obligations_stand_under_their_clause_also_where_it_has_no_limit():
    owed = Owed.model_validate(
        {
            "obligation_id": "o1", "contract_id": "c1", "counterparty_id": "p1", "clause": "9", "phase": "late",
            "debtor": "us", "due_on": None, "amount": cny("1.00"), "thing": None, "done": "0", "state": "planned",
        }
    )  # fmt: skip
    found = Sheet(None, sums([limit("4", "all", "10.00")], [])).clauses([owed])
    assert [(one.clause, len(one.obligations)) for one in found] == [("4", 0), ("9", 1)]


def test_every_rule_that_may_bind_has_its_words():
    assert BOUNDS.keys() == {
        "over_clause",
        "over_phase",
        "over_contract",
        "no_acceptance",
        "no_guarantee",
        "not_released",
    }
