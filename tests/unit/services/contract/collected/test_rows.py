import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.contract.collected.rows import hash_of, parties_named, read_row, said_of
from services.contract.collector.aggregate import Collector
from services.contract.collector.events import CollectorLaidDown, CurrencyName
from services.contract.imports.rows import RowRejectedError
from shared.values.money import Money

COLLECTOR = Collector(
    CollectorLaidDown(
        collector_id="c",
        source="erp",
        unit_id="u",
        parties="erp",
        currency="CNY",
        units=(),
        currencies=(CurrencyName(code="RMB", currency="CNY"),),
        party_names=(),
        match_by_rule=False,
        effective_on=date(2026, 3, 2),
    )
)
LINE = {"line": 10, "description": "Fan", "quantity": "3", "unit_price": "33.335"}
ORDER = {
    "kind": "order", "source_id": "4500", "date": "2026-03-02", "direction": "sales", "party": "K7", "lines": [LINE],
}  # fmt: skip
INVOICE = {
    "kind": "invoice", "source_id": "90", "date": "2026-03-05", "order": "4500", "number": "F-90",
    "net": "100.00", "tax": "13.00", "gross": "113.00",
}  # fmt: skip
PAYMENT = {"kind": "payment", "source_id": "1", "date": "2026-03-05", "contract_number": "CG-1", "amount": "10.00"}


ACCEPTANCE = {"kind": "acceptance", "source_id": "85", "date": "2026-03-04", "delivery": "80"}


def read(row: dict[str, Any], **more: Any) -> Any:
    return read_row(json.dumps({**row, **more}))


def faults(row: dict[str, Any], **more: Any) -> list[str]:
    with pytest.raises(RowRejectedError) as refused:
        said_of(read(row, **more), COLLECTOR, {"K7": "kunde"})
    return [fault.column for fault in refused.value.faults]


def test_an_order_says_its_lines_in_the_collectors_currency():
    said = said_of(read(ORDER, currency="RMB"), COLLECTOR, {"K7": "kunde"})
    assert (said.kind, said.counterparty_id, said.amount) == ("order", "kunde", Money.of("100.01", "CNY"))
    assert [(line.line, line.quantity) for line in said.lines] == [(10, Decimal(3))]
    assert parties_named([read(ORDER), read(PAYMENT)]) == ["K7"]


def test_an_invoice_and_money_say_what_they_belong_to():
    said = said_of(read(INVOICE), COLLECTOR, {})
    assert (said.order, said.number, said.amount) == ("4500", "F-90", Money.of("113.00", "CNY"))
    lines = [{"line": 10, "quantity": "2"}]
    accepted = said_of(read(ACCEPTANCE, clause="5", phase="a", lines=lines), COLLECTOR, {})
    assert (accepted.delivery, accepted.clause, len(accepted.quantities)) == ("80", "5", 1)
    assert said_of(read(ACCEPTANCE), COLLECTOR, {}).quantities == ()
    assert said_of(read(PAYMENT, invoice="90"), COLLECTOR, {}).invoice == "90"


def test_an_invoice_says_its_tax_by_rate_and_one_that_does_not_keeps_its_hash():
    said = said_of(
        read(INVOICE, currency="RMB", taxes=[{"rate": "0.13", "net": "100.00", "tax": "13.00"}]), COLLECTOR, {}
    )
    assert [(one.rate, one.tax) for one in said.taxes] == [(Decimal("0.13"), Money.of("13.00", "CNY"))]
    assert said_of(read(INVOICE), COLLECTOR, {}).taxes == ()
    # What sources sent before invoices had rates must not differ from what they send again.
    assert hash_of(read(INVOICE)) == "d51268f490a6dcfa8405174ae65e6bc48f0d21be3c2b69375d03c8facebf8046"
    assert hash_of(read(INVOICE, taxes=[{"rate": "0", "net": "113.00", "tax": "0"}])) != hash_of(read(INVOICE))


@pytest.mark.parametrize(
    ("row", "more", "columns"),
    [
        (ORDER, {"party": "K8"}, ["party"]),
        (ORDER, {"currency": "XXQ"}, ["currency"]),
        (ORDER, {"lines": []}, ["lines"]),
        (ORDER, {"lines": [{**LINE, "quantity": "-1"}]}, ["lines.0.quantity"]),
        (ORDER, {"date": "02.03.2026", "more": 1}, ["date", "more"]),
        (INVOICE, {"gross": "113.001"}, ["gross"]),
        (INVOICE, {"taxes": [{"rate": "13", "net": "100.00", "tax": "-1"}]}, ["taxes.0.rate", "taxes.0.tax"]),
        (ACCEPTANCE, {"delivery": "", "lines": [{"line": 0, "quantity": "2"}]}, ["delivery", "lines.0.line"]),
        (PAYMENT, {"amount": 10.5}, ["amount"]),
        (PAYMENT, {"kind": "voucher"}, ["kind"]),
        (PAYMENT, {"currency": "JPY", "amount": "10.50"}, ["amount"]),
    ],
)
def test_a_bad_record_names_each_field_that_is_wrong(row, more, columns):
    assert faults(row, **more) == columns


@pytest.mark.parametrize("line", ["", "{", "[]", "null", '{"kind": "order", "kind": "order"}'])
def test_what_is_no_record_is_refused(line):
    with pytest.raises(RowRejectedError):
        read_row(line)


def test_the_same_content_has_the_same_hash_in_whatever_order_it_is_sent():
    turned = json.dumps(dict(reversed(ORDER.items())))
    assert hash_of(read_row(turned)) == hash_of(read(ORDER))
    assert hash_of(read(ORDER, date="2026-03-03")) != hash_of(read(ORDER))
