from datetime import date

import pytest

from services.portal.calendar.events import Day
from services.portal.calendar.rows import Refusal, read_rows
from shared.sheets.reading import Sheet


def sheet(*rows: tuple[str, ...], headings: tuple[str, ...] = ("date", "kind", "name")) -> Sheet:
    return Sheet("csv", headings, rows)


@pytest.mark.parametrize("written", ["2027-10-01", "2027/10/1", "20271001", "2027年10月1日", "2027.10.01"])
def test_a_day_is_read_as_people_write_it(written: str):
    read = read_rows(sheet((written, "休", "国庆节"), headings=("日期", "类型", "名称")))
    assert read.days == (Day(day=date(2027, 10, 1), working=False, name="国庆节"),)
    assert read.refusals == ()


def test_holidays_and_make_up_days_are_known_by_their_words():
    read = read_rows(sheet(("2027-02-20", "上班"), ("2027-02-17", "Holiday", "Spring Festival")))
    assert [(one.working, one.name) for one in read.days] == [(True, ""), (False, "Spring Festival")]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (("2027-02-30", "holiday", ""), "date", "it is no date"),
        (("soon", "holiday", ""), "date", "it is no date"),
        (("1799-01-01", "holiday", ""), "date", "it is no date"),
        (("2027-02-17", "party", ""), "kind", "it is neither a holiday nor a make-up day"),
        (("2027-02-17", "make-up", ""), "kind", "a make-up day falls on a weekend"),
        (("2027-01-01", "holiday", ""), "date", "the day stands in the file already"),
        (("2027-02-17", "holiday", "x" * 61), "name", "the text has at most 60 characters"),
    ],
)
def test_what_can_not_be_taken_is_named_by_row_and_column(row: tuple[str, ...], column: str, reason: str):
    read = read_rows(sheet(("2027-01-01", "holiday", "New Year"), row))
    assert read.refusals == (Refusal(2, column, reason),)
    assert len(read.days) == 1


def test_every_fault_of_a_row_is_told():
    read = read_rows(sheet(("soon", "party", "\u202e")))
    assert [one.column for one in read.refusals] == ["date", "kind", "name"]


def test_a_file_without_its_columns_is_refused_by_its_headings():
    read = read_rows(sheet(("2027-01-01",), headings=("date",)))
    assert read.refusals == (Refusal(0, "kind", "The file has no such column."),)
