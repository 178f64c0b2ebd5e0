"""How a figure becomes a line: what its ratio is, when it is met, and where it stands in the results."""

import pytest

from bench import page
from bench.measure import Good, Grown, Line, Outcome, Taken, as_json, met, ratio_of
from bench.results import read, with_outcome
from bench.rows import LINES, MEASUREMENTS, chosen

RATE = Line("x", "", "", "events/s", must=0.6, aim=0.9)
TIME = Line("x", "", "", "s", must=2, aim=1.5, good=Good.LESS)
FASTER = Line("x", "", "", "s", must=3, aim=8, good=Good.FASTER)


@pytest.mark.parametrize(
    ("line", "value", "reference", "ratio", "reached"),
    [
        (RATE, 60, 100, 0.6, True),
        (RATE, 59, 100, 0.59, False),
        (TIME, 2, 1, 2, True),
        (TIME, 2.1, 1, 2.1, False),
        (FASTER, 1, 3, 3, True),
        (FASTER, 1, 2.9, 2.9, False),
    ],
)
def test_a_row_is_met_from_its_target_on(line, value, reference, ratio, reached):
    taken = Taken(value, reference)
    assert ratio_of(line, taken) == pytest.approx(ratio)
    assert met(line, taken) is reached


def test_a_line_says_all_that_is_asked_of_it():
    row = as_json(RATE, Taken(12345.678, 20000.0))
    assert row["value"] == 12345.7
    assert row["ratio"] == 0.617
    assert {"row", "what", "value", "reference", "unit", "ratio", "target", "met"} <= row.keys()


def test_a_row_measured_again_replaces_what_stood_there_and_leaves_the_others():
    first, growth = MEASUREMENTS[0], [Grown("1a", 1000, 5, 10)]
    known = {"machine": {}, "rows": [], "growth": [{"row": "5", "size": 1, "value": 1, "reference": 1}]}
    known |= {"stored": [], "seconds": {}}
    row = first.rows[0]
    once = with_outcome(known, first, Outcome({row: Taken(1, 2)}, growth), 3)
    again = with_outcome(once, first, Outcome({row: Taken(2, 2)}, growth), 4)
    assert [one["value"] for one in again["rows"]] == [2]
    assert [(point["row"], point["size"]) for point in again["growth"]] == [("1a", 1000), ("5", 1)]


def test_a_measurement_is_chosen_by_its_name_or_a_row_of_it():
    first = MEASUREMENTS[0]
    assert chosen([first.name]) == chosen([first.rows[0]]) == [first]
    assert chosen([]) == list(MEASUREMENTS)
    with pytest.raises(ValueError, match="42: not among"):
        chosen(["42"])


def test_the_page_shows_what_was_measured_last():
    results = read()
    assert page.measured_part(results) in page.PAGE.read_text(encoding="utf-8")
    for row, picture in page.plots(results).items():
        assert (page.PLOTS / f"growth-{row}.svg").read_text(encoding="utf-8") == picture


def test_the_table_has_each_row_once():
    names = [line.row for line in LINES]
    assert len(set(names)) == len(names)
