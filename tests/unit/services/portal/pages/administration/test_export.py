import csv
import io

import pytest

from services.portal.pages.administration.logs.export import FORMULA, row, safe


@pytest.mark.parametrize("sign", FORMULA)
def test_nothing_in_a_file_begins_what_a_spreadsheet_would_work_out(sign):
    for text in (f"{sign}1+1", f"  {sign}cmd|' /C calc'!A0"):
        (cells,) = csv.reader(io.StringIO(row([text])))
        assert cells == [f"'{text}"]


@pytest.mark.parametrize("text", ["portal.role_granted.v1", "staff-1@7", 'a "quoted", word', "王芳", ""])
def test_what_is_no_formula_comes_back_as_it_was(text):
    assert next(csv.reader(io.StringIO(row([text, None])))) == [text, ""]
    assert safe(None) == ""


def test_several_things_in_one_cell_stand_with_blanks_between():
    assert safe(["staff-1", "contact-2"]) == "staff-1 contact-2"
