from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from services.contract.ocds.contracts import NO_SUPPLIER
from services.contract.register.reading import register
from shared.sheets.errors import EmptyFileError, UnknownFileError
from shared.sheets.writing import workbook
from shared.values.errors import InvalidFieldError
from shared.values.money import Money

HEADINGS = "Contract number,Subject,Contractor,Date signed,Date closed,Time for implementation,Total value,Total paid"
DATA = Path(__file__).resolve().parents[6] / "shared" / "data"
"""Samples that lie beside a checkout, where there are any."""
PRISHTINA = sorted(DATA.glob("prishtina-contracts/*.csv"))


def read(*rows: str, currency: str = "EUR"):
    return register("\n".join([HEADINGS, *rows]).encode(), currency)


def test_a_row_is_a_contract_with_its_supplier_days_amount_and_what_was_paid():
    found = read('7,A bridge,Krapi Com,29.07.10,30.11.10,12 Muaj,"1,502,443.20","1,000.00"')
    (one,) = found.contracts.values()
    assert (one.source_id, one.title, one.supplier_id) == ("register/2010-7", "A bridge", "krapi com")
    assert (one.signed_on, one.term_to, one.state) == (date(2010, 7, 29), date(2011, 7, 29), "completed")
    assert one.amount == Money.of("1502443.20", "EUR")
    assert [(paid.transaction_id, paid.paid_on, paid.amount.amount) for paid in one.paid] == [
        ("total", date(2010, 11, 30), Decimal("1000.00"))
    ]
    assert found.document()["amount_by_currency"] == {"EUR": "1502443.20"}


def test_a_column_may_name_the_unit_of_a_row_by_code():
    text = "Contract number,Contractor,Total value,Unit code\n1,A,10,N\n2,A,20,\n3,A,30,S\n4,A,40,N"
    found = register(text.encode(), "EUR")
    assert {unit: one["contracts"] for unit, one in found.by_unit().items()} == {"": 1, "N": 2, "S": 1}
    found.assign({"N": "u-north"})
    assert [(one.contract_id, one.unit) for one in found.contracts.values()] == [
        ("undated-1", "u-north"),
        ("undated-2", ""),
        ("undated-4", "u-north"),
    ]
    assert [(one.place, one.field) for one in found.rejected] == [("row 4", "/Unit code")]
    assert found.by_unit()["u-north"]["amount_by_currency"] == {"EUR": "50.00"}


def test_numbers_that_come_again_are_told_apart_and_spellings_of_a_name_are_one_supplier():
    found = read(
        "7,A,Krapi Com,01.02.10,,,1,", "7,B,KRAPI com.,03.02.10,,,2,", "7,C,Lindi,01.02.11,,,3,", "8,D,Lindi,,,,4,"
    )
    assert list(found.contracts) == [
        "register/2010-7",
        "register/2010-7-2",
        "register/2011-7",
        "register/undated-8",
    ]
    assert [(party.party_id, party.name) for party in found.parties.values()] == [
        ("krapi com", "Krapi Com"),
        ("lindi", "Lindi"),
    ]


def test_bad_rows_are_rejected_by_row_and_column_and_stop_nothing():
    found = read(
        "1,A,B,31.02.10,,,1,",
        "2,A,B,,,,minus one,",
        "3,A,,,,,,",
        ",A,B,,,,1,",
        "5,A,B,,,,-1,",
        "6,A,,,,,NaN,",
        '=cmd,=1+1,B,,,,"1,00",',
        "9,A,B,2010-03-01,,60 dite,1,n/a",
    )
    assert [(one.place, one.field) for one in found.rejected] == [
        ("row 2", "/Date signed"),
        ("row 3", "/Total value"),
        ("row 4", "/Total value"),
        ("row 5", "/Contract number"),
        ("row 6", "/Total value"),
        ("row 7", "/Total value"),
        ("row 8", "/Total value"),
    ]
    (one,) = found.contracts.values()
    assert (one.term_to, one.paid, one.state) == (date(2010, 4, 30), (), "effective")


def test_what_is_missing_is_doubted_and_taken():
    found = read("1,A,,01.02.10,,,5,", "2,A,B,01.02.10,,,,")
    assert [one.supplier_id for one in found.contracts.values()] == [NO_SUPPLIER, "b"]
    assert [one.amount for one in found.contracts.values()] == [Money.of("5", "EUR"), None]
    assert [(one.place, one.field) for one in found.warnings] == [("row 2", "/Contractor"), ("row 3", "/Total value")]


def test_a_chinese_register_in_a_workbook_is_read_by_its_headings():
    sheet = workbook(
        "台账",
        ("合同编号", "合同名称", "供应商", "签订日期", "合同金额"),
        [("A-1", "风机", "南京公司", "2026年3月2日", "12.50")],
    )
    (one,) = register(sheet, "CNY").contracts.values()
    assert (one.title, one.signed_on, one.amount) == ("风机", date(2026, 3, 2), Money.of("12.50", "CNY"))


def test_what_is_no_register_is_refused():
    with pytest.raises(InvalidFieldError):
        register(b"a,b\n1,2\n", "EUR")
    with pytest.raises(EmptyFileError):
        register(b"", "EUR")
    with pytest.raises(UnknownFileError):
        register(b"\x00\x01\x02,", "EUR")


@pytest.mark.parametrize("file", PRISHTINA, ids=lambda file: file.stem)
def test_a_public_register_is_read_whole_and_its_sum_is_that_of_its_column(file: Path):
    found = register(file.read_bytes(), "EUR")
    assert all(one.field.startswith(("/Vlera totale", "/Numri")) for one in found.rejected)
    assert len(found.rejected) <= 3
    expected = {
        "2010": (248, "27818555.39"),
        "2011": (249, "37682558.23"),
        "2012": (265, "33149986.04"),
        "2013": (273, "25105515.57"),
        "2014": (274, "17704887.81"),
        "2015": (367, "30592577.32"),
    }[file.stem]
    assert (len(found.contracts), found.amount_by_currency["EUR"]) == expected
