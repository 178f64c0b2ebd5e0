"""What somebody writes of the units that a file names is read line by line, from a sheet too."""

from services.portal.pages.imports.contracts.belonging import read


def test_a_line_says_what_the_file_calls_a_unit_and_which_one_of_ours_it_is():
    assert read("A-01 = North\n\n B=2=S-1 \nDO-UC-1\tSouth\r\n") == [
        (1, "A-01", "North"), (3, "B=2", "S-1"), (4, "DO-UC-1", "South"),
    ]  # fmt: skip


def test_a_line_that_says_no_such_thing_has_an_empty_half():
    assert read("North\n=North\nA-01=") == [(1, "", "North"), (2, "", "North"), (3, "A-01", "")]
