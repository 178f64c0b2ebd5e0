"""What each dialog starts from, by how the contract stands."""

from decimal import Decimal
from typing import Any

from services.portal.pages.by_clause.seen import (
    Contract,
    Guarantees,
    Invoices,
    Obligations,
    Orders,
    OrderShown,
    Payments,
    Sums,
    Waivers,
)
from services.portal.pages.by_clause.standing import Standing
from services.portal.pages.deeds import forms
from services.portal.pages.frame.asking import Part

NONE: dict[str, Any] = {"items": []}


def cny(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


def there(shape: Any, said: Any) -> Part[Any]:
    return Part(shape.model_validate(said), "there", "contract")


def planned(clause: str, phase: str, amount: str, conditions: list[str], instrument: str) -> tuple[Any, Any]:
    place = {"clause": clause, "phase": phase, "instrument": instrument, "secured": False}
    return {**place, "debtor": "us", "conditions": conditions}, {**place, "limit": cny(amount)}


PLAN = (
    planned("4.1", "advance", "30.00", [], "advance"),
    planned("4.2", "acceptance", "65.00", ["acceptance", "invoice"], "payment"),
    planned("4.3", "retention", "5.00", [], "retention"),
)
ITEM = {
    "description": "Racks",
    "quantity": "3",
    "unit": "pcs",
    "gross": cny("100.00"),
    "tax_rate": "0.13",
    "product_code": "R1",
}
CONTRACT = {
    "contract_id": "c1", "unit_id": "u1", "direction": "purchase", "title": "Servers", "number": "CG-1",
    "state": "effective", "amount": cny("100.00"), "text_hash": "ab", "amends": None, "notice_by": None,
    "ended_on": None, "shelf": None, "keep_until": None, "lines": [ITEM],
    "plan": [one[0] for one in PLAN], "version": 7,
}  # fmt: skip
LEDGER = {
    "direction": "purchase", "payment_control": "strict", "total": cny("100.00"), "open_ended": False,
    "limits": [one[1] for one in PLAN], "balances": [],
}  # fmt: skip
ORDER = {
    "order_id": "o1", "amount": cny("100.00"), "accepted": cny("0.00"), "state": "placed", "effective_on": "2026-01-02",
    "lines": [
        {"line": 1, "description": "Racks", "quantity": "10", "unit_price": "8"},
        {"line": 2, "description": "Cables", "quantity": "4", "unit_price": "5"},
    ],
}  # fmt: skip


def came(name: str, **lines: int) -> dict[str, Any]:
    told = [{"line": int(line.removeprefix("l")), "quantity": str(many)} for line, many in lines.items()]
    none = dict.fromkeys(("acceptance_id", "accepted_on", "accepted", "clause", "phase"))
    return {"delivery_id": name, "delivered_on": "2026-01-03", "lines": told, **none}


def invoice(name: str, due: str, **more: str) -> dict[str, Any]:
    sums = {
        "net": "100.00",
        "tax": "13.00",
        "gross": "113.00",
        "settled": "0.00",
        "credited": "0.00",
        "retained": "0.00",
    }
    told = {key: cny(value) for key, value in {**sums, **more}.items()}
    place = {"clause": "4.2", "phase": "acceptance", "due_on": due, "effective_on": "2026-01-05"}
    return {"invoice_id": name, "contract_id": "c1", "order_id": "o1", "number": f"N-{name}", **told, **place}


def payment(name: str, **more: Any) -> dict[str, Any]:
    part = {"clause": "4.1", "phase": "advance", "amount": cny("30.00"), "invoice_id": None}
    none = dict.fromkeys(("charges", "of", "waiver_id", "invoice_id", "reason", "limit", "used"))
    sums = {"amount": cny("30.00"), "allocated": cny("10.00"), "refunded": cny("5.00")}
    said = {"payment_id": name, "contract_id": "c1", "counterparty_id": "p1", "way": "out", "state": "made"}
    place = {"clause": "4.1", "phase": "advance", "parts": [part], "reference": "", "effective_on": "2026-01-05"}
    return {**said, **none, **sums, **place, **more}


def standing(deliveries: Any = (), invoices: Any = (), payments: Any = ()) -> Standing:
    shown = OrderShown.model_validate({**ORDER, "deliveries": list(deliveries)})
    return Standing(
        there(Contract, CONTRACT),
        there(Sums, LEDGER),
        there(Obligations, NONE),
        there(Orders, {"items": [ORDER]}),
        there(Invoices, {"items": list(invoices)}),
        there(Payments, {"items": list(payments)}),
        there(Guarantees, NONE),
        there(Waivers, NONE),
        (shown,),
    )


def test_an_order_starts_with_all_the_contract_s_items_at_prices_with_tax():
    fields = forms.goods(standing(), "").fields
    assert fields["lines-0-quantity"] == "3"
    assert fields["lines-0-unit_price"] == "33.333333"
    assert fields["lines-0-tax_rate"] == "13"
    assert forms.rounded(Decimal("11300.000000")) == Decimal("11300.00")


def test_a_delivery_starts_with_what_has_not_come():
    form = forms.undelivered(standing([came("d1", l1=4), came("d2", l1=1, l2=4)]), "o1")
    assert form.fields == {"lines-1-quantity": "5"}
    assert [one.there for one in form.lines] == ["10"]
    assert forms.undelivered(standing([came("d1", l1=10, l2=4)]), "o1").impossible == forms.ALL_DELIVERED
    assert forms.undelivered(standing(), "another").impossible == forms.GONE


def test_an_acceptance_starts_with_what_came_under_the_clause_that_waits_for_it():
    form = forms.unaccepted(standing([came("d1", l1=4)]), "d1")
    assert form.fields == {"lines-1-quantity": "4", "place": "4.2|acceptance"}
    assert forms.unaccepted(standing(), "d1").impossible == forms.GONE


def test_an_invoice_starts_under_the_clause_that_asks_for_one_with_the_one_order_there_is():
    assert forms.billed(standing(), "").fields == {
        "taxed-0-rate": "13", "place": "4.2|acceptance", "order_id": "o1",
    }  # fmt: skip


def test_a_payment_lists_what_is_open_the_first_due_at_the_top_and_fills_in_the_one_it_was_asked_for():
    listed = [
        invoice("late", "2026-05-01", settled="13.00"),
        invoice("early", "2026-02-01", retained="3.00"),
        invoice("done", "2026-01-01", settled="100.00", credited="13.00"),
    ]
    form = forms.payable(standing(invoices=listed), "late")
    assert [(one.invoice_id, one.open) for one in form.invoices] == [
        ("early", Decimal("110.00")), ("late", Decimal("100.00")),
    ]  # fmt: skip
    assert form.fields == {"parts-late-amount": "100.00"}
    assert [forms.named(one) for one in form.places] == ["4.1|advance", "4.2|acceptance", "4.3|retention"]


def test_a_receipt_may_stand_under_an_advance_alone():
    assert [one.clause for one in forms.received(standing(), "").places] == ["4.1"]


def test_an_advance_is_set_off_up_to_what_is_left_of_it():
    form = forms.unallocated(standing(invoices=[invoice("i1", "2026-02-01")], payments=[payment("p1")]), "p1")
    assert form.fields == {"left": "15.00"}
    assert form.places == ()
    assert forms.unallocated(standing(payments=[payment("p1")]), "p1").impossible == forms.NOTHING_OPEN


def test_a_refund_starts_with_all_that_did_not_come_back():
    assert forms.given_back(standing(payments=[payment("p1")]), "p1").fields == {"amount": "25.00"}
    assert forms.given_back(standing(), "p1").impossible == forms.GONE


def test_retention_money_is_released_as_far_as_it_is_kept_back():
    released = forms.of_invoice(lambda one: Decimal(one.retained.amount))
    form = released(standing(invoices=[invoice("i1", "2026-02-01", retained="3.00")]), "i1")
    assert (form.about, form.fields["amount"]) == ("N-i1", "3.00")
    assert [one.clause for one in form.places] == ["4.3"]
    assert released(standing(), "i1").impossible == forms.GONE


def test_a_credit_note_starts_with_the_rates_of_its_invoice():
    credited = forms.of_invoice(lambda _one: None)
    assert credited(standing(invoices=[invoice("i1", "2026-02-01")]), "i1").fields == {"taxed-0-rate": "13"}
    shares = [{"rate": rate, "net": cny("1"), "tax": cny("1")} for rate in ("0.13", "0.065")]
    rated = {**invoice("i1", "2026-02-01"), "taxes": shares}
    assert credited(standing(invoices=[rated]), "i1").fields == {"taxed-0-rate": "13", "taxed-1-rate": "6.5"}


def test_what_is_done_to_the_approved_text_names_it():
    assert forms.approved(standing(), "").fixed == {"text_hash": "ab"}
