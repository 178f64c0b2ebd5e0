from datetime import date

import pytest

from services.portal.staff_import.aggregate import PERSONNEL, NumberStaff, decide
from services.portal.staff_import.events import StaffNumbered
from services.portal.staff_import.rows import FIELDS, SYNONYMS, Fault, Row, read_row
from shared.sheets.matching import columns_meant
from shared.testing.given import specification

given = specification(PERSONNEL, decide)
HEADINGS = ("工号", "姓名", "部门", "邮箱", "手机号", "入职日期", "离职日期")
COLUMNS = columns_meant(HEADINGS, FIELDS, SYNONYMS)
CELLS = ("1001", "王芳", "南京市公司", "wang@example.org", "138 0013 8000", "2024/3/1", "")


def changed(place: int, text: str) -> tuple[str, ...]:
    return tuple(text if at == place else cell for at, cell in enumerate(CELLS))


def test_hrs_headings_are_known():
    assert list(COLUMNS) == ["number", "name", "unit", "email", "phone", "joined", "left"]


def test_a_row_is_read_in_normal_form():
    row = Row("1001", "王芳", "南京市公司", email="wang@example.org", phone="+8613800138000", joined=date(2024, 3, 1))
    assert read_row(CELLS, COLUMNS) == (row, [])


@pytest.mark.parametrize(
    ("place", "text", "column"),
    [
        (0, "", "number"),
        (0, "10 01", "number"),
        (1, "", "name"),
        (2, "", "unit"),
        (3, "nobody", "email"),
        (4, "12", "phone"),
        (5, "soon", "joined"),
        (6, "2024-02-01", "left"),
    ],
)
def test_what_can_not_be_taken_is_named_by_its_column(place: int, text: str, column: str):
    row, faults = read_row(changed(place, text), COLUMNS)
    assert row is None
    assert [fault.column for fault in faults] == [column]
    assert text == "" or all(text not in fault.reason for fault in faults)


def test_a_short_row_lacks_what_is_not_there():
    assert read_row(("1001",), COLUMNS) == (None, [Fault("name", "it is missing"), Fault("unit", "it is missing")])


def test_a_number_is_somebodys_from_the_first_import_on():
    numbered = StaffNumbered(number_id="n", staff_id="anna")
    given().when(NumberStaff("n", "anna")).then(numbered)
    given(numbered).when(NumberStaff("n", "anna")).then()
