import pytest

from services.portal.pages.frame.live import message
from shared.web.sheets import line, safe


@pytest.mark.parametrize("cell", ["=1+1", "+86 1", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_cell_is_a_formula(cell: str):
    assert safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "a=1", "长江", "1", "'=1"])
def test_other_cells_are_as_they_are(cell: str):
    assert safe(cell) == cell


def test_a_line_is_csv_whatever_stands_in_it():
    assert line([1, None, 'a "b", c', "x\ny"]) == '1,,"a ""b"", c","x\ny"\r\n'


def test_a_message_of_several_lines_is_one_event():
    assert message("a\nb") == "data: a\ndata: b\n\n"
