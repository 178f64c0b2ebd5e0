"""What the fields of a dialog say as the body of a command."""

from datetime import date
from typing import Any

import pytest

from services.portal.pages.by_clause.seen import Invoice
from services.portal.pages.deeds.bodies import number, said_in, share
from services.portal.pages.deeds.deed import Deed, Field, Form, Line, Seal
from services.portal.pages.deeds.seals import choices
from services.portal.pages.deeds.table import DEEDS


def cny(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


def invoice(name: str, gross: str = "100.00", place: tuple[str, str] = ("4.2", "acceptance")) -> Invoice:
    none = {each: cny("0.00") for each in ("settled", "credited", "retained", "tax")}
    said = {"invoice_id": name, "contract_id": "c1", "order_id": None, "number": f"N-{name}", "net": cny(gross)}
    days = {"due_on": date(2026, 3, 1), "effective_on": date(2026, 2, 1)}
    return Invoice.model_validate({**said, **none, **days, "gross": cny(gross), "clause": place[0], "phase": place[1]})


def body(deed: str, fields: dict[str, str], **form: Any) -> dict[str, Any]:
    return said_in(DEEDS[deed], fields, Form(**form)).body


def test_an_order_has_its_lines_with_a_quantity_and_a_rate_in_percent():
    fields = {
        "lines-0-description": "Racks", "lines-0-quantity": "10", "lines-0-unit_price": "11,300.00",
        "lines-0-tax_rate": "13", "lines-0-product": "R1", "lines-1-description": "not ordered",
        "lines-1-quantity": "", "effective_on": "2026-03-01",
    }  # fmt: skip
    row = {"description": "Racks", "quantity": "10", "unit_price": "11300.00", "product": "R1", "tax_rate": "0.13"}
    assert body("order", fields) == {"lines": [row], "effective_on": "2026-03-01"}


def test_an_order_without_a_price_takes_the_master_contract_s():
    assert body("order", {"lines-0-description": "Racks", "lines-0-quantity": "1", "lines-0-unit_price": ""}) == {
        "lines": [{"description": "Racks", "quantity": "1"}]
    }


def test_a_delivery_tells_the_lines_that_came_and_none_of_nothing():
    lines = (Line(1, "Racks", "10"), Line(2, "Cables", "5"), Line(3, "Screws", "9"))
    fields = {"lines-1-quantity": "4", "lines-2-quantity": "0", "lines-3-quantity": "", "lines-9-quantity": "7"}
    assert body("delivery", fields, lines=lines) == {"lines": [{"line": 1, "quantity": "4"}]}


def test_an_invoice_sums_its_amounts_by_tax_rate_to_the_cent():
    fields = {
        "number": "INV-1", "place": "4.2|acceptance", "taxed-0-net": "100.05", "taxed-0-rate": "13",
        "taxed-1-net": "50", "taxed-1-rate": "6%", "taxed-2-rate": "9",
    }  # fmt: skip
    said = body("invoice", fields)
    assert (said["net"], said["tax"], said["gross"]) == (cny("150.05"), cny("16.01"), cny("166.06"))
    assert (said["clause"], said["phase"], said["number"]) == ("4.2", "acceptance", "INV-1")
    assert said["taxes"] == [
        {"rate": "0.13", "net": cny("100.05"), "tax": cny("13.01")},
        {"rate": "0.06", "net": cny("50"), "tax": cny("3.00")},
    ]


def test_lines_of_one_rate_are_one_share_and_what_is_no_number_is_told_by_none():
    rows = {f"taxed-{at}-net": "100" for at in range(2)} | {f"taxed-{at}-rate": "13" for at in range(2)}
    assert body("invoice", rows)["taxes"] == [{"rate": "0.13", "net": cny("200"), "tax": cny("26.00")}]
    assert "taxes" not in body("invoice", {**rows, "taxed-1-rate": "thirteen"})
    assert body("credit", rows)["taxes"] == body("invoice", rows)["taxes"]


def test_an_invoice_s_own_tax_stands_where_it_says_otherwise():
    said = body("invoice", {"taxed-0-net": "100.00", "taxed-0-rate": "13", "taxed-0-tax": "12.99"})
    assert said["gross"] == cny("112.99")


def test_yen_have_no_cents():
    said = body("invoice", {"taxed-0-net": "1005", "taxed-0-rate": "10"}, currency="JPY")
    assert said["tax"] == {"amount": "101", "currency": "JPY"}


def test_what_is_no_amount_is_sent_to_be_refused():
    said = body("invoice", {"taxed-0-net": "ten", "taxed-0-rate": "13"})
    assert said["net"]["amount"] == ""
    assert body("refund", {"amount": "ten"})["amount"]["amount"] == "ten"


def test_a_payment_goes_over_several_invoices_each_under_its_own_clause():
    found = (invoice("i1"), invoice("i2", place=("4.3", "final")), invoice("i3"))
    fields = {"parts-i1-amount": "60.00", "parts-i2-amount": "40", "parts-i3-amount": "0.00", "charges": "2"}
    said = body("payment", fields, invoices=found)
    assert said == {
        "clause": "4.2", "phase": "acceptance", "amount": cny("60.00"), "invoice_id": "i1",
        "more": [{"clause": "4.3", "phase": "final", "amount": cny("40"), "invoice_id": "i2"}],
        "charges": cny("2"),
    }  # fmt: skip


def test_a_payment_under_a_clause_chosen_apart_needs_no_invoice():
    said = body(
        "payment", {"parts-apart-place": "4.1|advance", "parts-apart-amount": "30.00"}, invoices=(invoice("i1"),)
    )
    assert said == {"clause": "4.1", "phase": "advance", "amount": cny("30.00"), "more": []}


def test_each_refusal_of_a_payment_stands_at_its_own_field():
    found = (invoice("i1"), invoice("i2"))
    fields = {"parts-i1-amount": "1", "parts-i2-amount": "x", "parts-apart-amount": "3", "parts-apart-place": "9|z"}
    said = said_in(DEEDS["payment"], fields, Form(invoices=found))
    errors = [
        {"pointer": "/amount", "detail": "first"},
        {"pointer": "/more/0/amount/amount", "detail": "second"},
        {"pointer": "/more/1/clause", "detail": "apart"},
    ]
    wanted = {"parts-i1-amount": "first", "parts-i2-amount": "second", "parts-apart-place": "apart"}
    assert said.wrong(errors) == wanted


def test_a_receipt_is_split_over_the_invoices_it_names():
    fields = {"amount": "100", "reference": "7", "settles-i1-amount": "60", "settles-i2-amount": ""}
    said = said_in(DEEDS["receipt"], fields, Form(invoices=(invoice("i1"), invoice("i2"))))
    assert said.body["allocations"] == [{"invoice_id": "i1", "amount": cny("60")}]
    assert said.wrong([{"pointer": "/allocations/0/amount", "detail": "too much"}]) == {"settles-i1-amount": "too much"}


def test_a_termination_says_a_settlement_only_where_its_box_is_ticked():
    plan = {
        "plan-0-clause": "9",
        "plan-0-phase": "end",
        "plan-0-amount": "5",
        "plan-0-debtor": "us",
        "plan-0-due_on": "2026-04-01",
    }
    assert "settlement" not in body("termination", {"reason": "both agree", **plan})
    said = said_in(DEEDS["termination"], {"reason": "both agree", "settlement": "yes", **plan}, Form())
    assert [one["amount"] for one in said.body["settlement"]] == [cny("5")]
    assert said.wrong([{"pointer": "/settlement/0/clause", "detail": "taken"}]) == {"plan-0-clause": "taken"}
    assert body("termination", {"reason": "nothing is owed", "settlement": "yes"})["settlement"] == []


def test_counts_are_numbers_and_what_is_none_stays_to_be_refused():
    assert body("return", {"count": "2"}) == {"count": 2}
    assert body("return", {"count": "two"}) == {"count": "two"}


def test_a_seal_is_named_with_its_keeper_and_the_approved_text_unseen():
    seals = (Seal("s1", "contract", "p1", "Li"), Seal("", "finance", "", ""))
    fixed = {"text_hash": "ab"}
    said = body("seal-use", {"seal": "s1", "copies": "2"}, fixed=fixed, seals=seals)
    assert said == {"text_hash": "ab", "kind": "contract", "seal_id": "s1", "keeper_id": "p1", "copies": 2}
    unregistered = body("seal-use", {"seal": "kind:finance", "copies": "2"}, fixed=fixed, seals=seals)
    assert unregistered == {"text_hash": "ab", "kind": "finance", "copies": 2}


def test_where_seals_of_a_kind_are_registered_one_of_them_is_used():
    found = choices([Seal("s1", "company", "p1", "Li"), Seal("s2", "company", "p2", "Wu")])
    assert [one.value for one in found] == [
        "kind:contract",
        "s1",
        "s2",
        "kind:finance",
        "kind:invoice",
        "kind:legal_representative",
    ]


def test_a_bill_is_split_into_amounts_one_a_line():
    said = body("bill-split", {"amounts": "10,000.00\n20000 "})
    assert said == {"amounts": [cny("10000.00"), cny("20000")]}


@pytest.mark.parametrize(("percent", "wanted"), [("13", "0.13"), ("6%", "0.06"), ("0", "0"), ("half", "half")])
def test_rates_are_shares(percent: str, wanted: str):
    assert share(percent) == wanted


def test_no_number_is_infinite():
    assert number("Infinity") is None
    assert number("1,234.50") is not None


def test_a_deed_without_fields_says_nothing():
    empty = Deed("", "", "", "", "", (Field("reason", ""),), lambda _standing, _of: Form())
    assert said_in(empty, {"reason": ""}, Form()).body == {}
