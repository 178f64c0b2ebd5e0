import json

import pytest

from services.contract.collected.rows import read_row
from services.contract.collected.sending import records_of
from shared.values.errors import InvalidFieldError

SHEET = """kind,source_id,date,direction,party,order,line,description,quantity,unit_price,number,net,tax,gross
order,4500,2026-03-02,sales,K7,,10,Fan,4,100.00,,,,
order,4500,2026-03-02,sales,K7,,20,Duct,1,50.00,,,,
delivery,80,2026-03-05,,,4500,10,,3,,,,,
invoice,90,2026-03-06,,,4500,,,,,F-90,300.00,39.00,339.00
"""


def test_rows_of_a_sheet_are_records_as_lines_of_json_are():
    order, delivery, invoice = [read_row(line) for line in records_of(SHEET.encode())]
    assert (order.kind, delivery.kind, invoice.kind) == ("order", "delivery", "invoice")
    assert [line["line"] for line in json.loads(records_of(SHEET.encode())[0])["lines"]] == [10, 20]
    lines = b'\xef\xbb\xbf{"kind": "order"}\n\n{"kind": "delivery"}\n'
    assert [json.loads(line)["kind"] for line in records_of(lines)] == ["order", "delivery"]


def test_rates_of_an_invoice_stand_row_by_row():
    sheet = """kind,source_id,number,net,tax,gross,rate,rate_net,rate_tax
invoice,90,F-90,100.00,11.40,111.40,0.13,60.00,7.80
invoice,90,F-90,100.00,11.40,111.40,0.09,40.00,3.60
invoice,91,F-91,100.00,13.00,113.00,,,
"""
    two, none = [json.loads(line) for line in records_of(sheet.encode())]
    assert two["taxes"] == [
        {"rate": "0.13", "net": "60.00", "tax": "7.80"},
        {"rate": "0.09", "net": "40.00", "tax": "3.60"},
    ]
    assert "lines" not in two
    assert "taxes" not in none


def test_a_sheet_without_kind_and_source_id_is_no_file_of_records():
    with pytest.raises(InvalidFieldError):
        records_of(b"number,amount\n1,2\n")
