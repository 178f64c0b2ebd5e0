import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.contract.imports.contract_rows import read_contract
from services.contract.imports.held import Held
from services.contract.imports.opening import openings_of
from services.contract.imports.rows import RowRejectedError
from services.contract.imports.running import checked
from shared.values.money import Money

TAKEN_ON = date(2026, 3, 2)
PLACE: dict[str, Any] = {"clause": "5", "phase": "delivery", "due_on": "2026-12-31", "amount": "1000.00"}
ROW: dict[str, Any] = {
    "source_id": "7", "number": "2019-7", "title": "Cleaning", "direction": "purchase", "customer_source_id": "K7",
    "plan": [{**PLACE, "opening": {"ordered": "600.00", "invoiced": "400.00", "paid": "150.00"}}],
}  # fmt: skip


TAX = {"rate": "0.13", "net": "100.00", "tax": "13.00"}


def line(**more: Any) -> str:
    return json.dumps({**ROW, **more})


def test_a_row_tells_what_moved_under_each_clause():
    [opening] = openings_of(read_contract(line(opening_on="2026-01-31")), "CNY", TAKEN_ON)
    assert (opening.ordered, opening.settled) == (Money.of("600.00", "CNY"), Money.of("150.00", "CNY"))
    assert (opening.on, opening.due_on, opening.line.debtor) == (date(2026, 1, 31), date(2026, 12, 31), "us")
    assert list(opening.doubts) == []
    assert opening.taxes == ()
    taxed = {**PLACE, "opening": {"invoiced": "113.00", "taxes": [TAX]}}
    [with_tax] = openings_of(read_contract(line(plan=[taxed])), "CNY", TAKEN_ON)
    assert [(one.rate, one.tax) for one in with_tax.taxes] == [(Decimal("0.13"), Money.of("13.00", "CNY"))]
    sales = openings_of(read_contract(line(direction="sales", currency="EUR")), "CNY", TAKEN_ON)
    assert (sales[0].line.debtor, sales[0].line.amount, sales[0].on) == (
        "counterparty", Money.of("1000.00", "EUR"), TAKEN_ON,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("opening", "doubt"),
    [
        ({"paid": "1000.01"}, "more was paid than the clause and phase allow"),
        ({"invoiced": "1000.01"}, "more was invoiced than the clause and phase allow"),
        ({"ordered": "1.00", "accepted": "1.01"}, "more was accepted than ordered"),
        (
            {"invoiced": "113.00", "taxes": [{"rate": "0.06", "net": "100.00", "tax": "13.00"}]},
            "the tax is not what its rate makes of the net amount",
        ),
    ],
)
def test_what_goes_beyond_the_contract_is_told_and_taken(opening, doubt):
    [found] = openings_of(read_contract(line(plan=[{**PLACE, "opening": opening}])), "CNY", TAKEN_ON)
    assert list(found.doubts) == [doubt]


@pytest.mark.parametrize(
    ("more", "column"),
    [
        ({"plan": [{**PLACE, "opening": {"paid": "-1.00"}}]}, "plan.0.opening.paid"),
        (
            {
                "plan": [
                    {**PLACE, "opening": {"invoiced": "113.00", "taxes": [{"rate": "1.3", "net": "1", "tax": "1"}]}}
                ]
            },
            "plan.0.opening.taxes.0.rate",
        ),
        ({"plan": [{**PLACE, "opening": {"invoiced": "112.99", "taxes": [TAX]}}]}, "plan.0.opening"),
        ({"plan": [{**PLACE, "opening": {"invoiced": "226.00", "taxes": [TAX, TAX]}}]}, "plan.0.opening"),
        ({"customer_id": None, "customer_source_id": None}, ""),
        ({"number": ""}, "number"),
        ({"state": "archived"}, "state"),
        ({"more": 1}, "more"),
    ],
)
def test_a_bad_row_names_what_is_wrong(more, column):
    with pytest.raises(RowRejectedError) as refused:
        read_contract(line(**more))
    assert [fault.column for fault in refused.value.faults] == [column]


@pytest.mark.parametrize(
    ("plan", "column"),
    [
        ([PLACE, PLACE], "plan.0"),
        ([{**PLACE, "due_on": None}], "plan.0"),
        ([{**PLACE, "amount": "1000.001"}], "plan"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(plan, column):
    with pytest.raises(RowRejectedError) as refused:
        checked(read_contract(line(plan=plan)), "CNY", TAKEN_ON)
    [fault] = refused.value.faults
    assert fault.column in (column, "plan.1")


def test_what_a_file_holds_is_told_before_it_is_taken():
    held = Held("our", "CNY", TAKEN_ON)
    held.add(held.read([line(), "{", line(source_id="8", currency="EUR")]), {})
    told = held.document()
    assert (told["contracts"], told["rejected"]) == (2, 1)
    assert told["amount_by_currency"] == {"CNY": "1000.00", "EUR": "1000.00"}
    assert told["openings"]["invoiced"] == {"CNY": "400.00", "EUR": "400.00"}
    assert told["openings"]["accepted"] == {}
    assert Decimal(told["openings"]["paid"]["EUR"]) == 150
    assert "units" not in told


def test_a_file_that_names_units_is_told_by_unit_and_rows_of_unknown_ones_count_as_rejected():
    held = Held("our", "CNY", TAKEN_ON)
    rows = held.read([line(), line(unit_code="A-1"), line(unit_code="B-2"), line(unit_code="A-1", plan=[])])
    held.add(rows, {"A-1": "north"})
    told = held.document()
    assert (told["contracts"], told["rejected"]) == (3, 1)
    assert told["units"] == {
        "north": {"contracts": 2, "amount_by_currency": {"CNY": "1000.00"}},
        "our": {"contracts": 1, "amount_by_currency": {"CNY": "1000.00"}},
    }
