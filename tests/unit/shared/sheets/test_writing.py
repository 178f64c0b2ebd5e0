from datetime import date
from decimal import Decimal

from shared.sheets.reading import read_sheet
from shared.sheets.writing import workbook

ROWS = [
    ("=1+1", Decimal("12.50"), date(2026, 3, 2), None),
    ("@SUM(A1)", Decimal("12345678901234567.89"), "-5", "<b>&"),
    ("合同\x00\x08", 7, "+1", "a\nb"),
]


def test_a_workbook_is_read_as_it_was_written_and_no_text_is_a_formula():
    written = workbook("Figures", ("name", "amount", "day", "more"), ROWS)
    found = read_sheet(written)
    assert (found.form, found.headings) == ("xlsx", ("name", "amount", "day", "more"))
    assert found.rows == (
        ("=1+1", "12.5", "2026-03-02", ""),
        ("@SUM(A1)", "12345678901234567.89", "-5", "<b>&"),
        ("合同\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}", "7", "+1", "a\nb"),
    )


def test_the_same_rows_are_the_same_bytes_and_hold_no_formula_element():
    first, second = (workbook("F", ("a",), [("=cmd|' /C calc'!A0",)]) for _ in range(2))
    assert first == second
    import io
    import zipfile

    sheet = zipfile.ZipFile(io.BytesIO(first)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert 't="s"' in sheet


def test_a_title_that_no_program_takes_becomes_one():
    for title in ("a/b:c*d?e[f]g\\h", "", "x" * 80):
        assert read_sheet(workbook(title, ("a",), [("1",)])).rows == (("1",),)
