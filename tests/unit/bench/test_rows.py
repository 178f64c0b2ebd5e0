"""How a figure becomes a line: what its ratio is, when it is met, and where it stands in the results."""

import pytest

from bench import page, scaling
from bench.first_byte import FirstBytes
from bench.measure import Good, Grown, Line, Outcome, Taken, as_json, met, ratio_of
from bench.results import read, with_outcome
from bench.rows import LINES, MEASUREMENTS, chosen
from bench.showing import LIMIT, PAGES, PARTS, slowest_of
from services.scoring.generation.spent import STAGES

RATE = Line("x", "", "", "events/s", must=0.6, aim=0.9)
TIME = Line("x", "", "", "s", must=2, aim=1.5, good=Good.LESS)
FASTER = Line("x", "", "", "s", must=3, aim=8, good=Good.FASTER)
MEASURED = {"measured_at": "2026-11-23T14:05:12Z", "commit": "abc1234"}


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
    once = with_outcome(known, first, Outcome({row: Taken(1, 2)}, growth), 3, MEASURED)
    again = with_outcome(once, first, Outcome({row: Taken(2, 2)}, growth), 4, MEASURED)
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


def test_the_arithmetic_for_other_sizes_is_that_of_what_was_measured_last():
    told = scaling.measured_part(read())
    assert told.strip()
    assert told in scaling.PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (20, "1 min"),
        (480, "8 min"),
        (4_750, "1 h 20"),
        (7_200, "2 h"),
        (47_600, "13 h"),
        (87_000, "24 h"),
        (1e6, "12 days"),
    ],
)
def test_a_span_is_told_as_far_as_it_is_worth_saying(seconds, words):
    assert scaling.span(seconds) == words


def test_sizes_and_shares_have_two_digits():
    assert [scaling.room(size) for size in (3.1e9, 122.4e9, 1.84e12)] == ["3.1 GB", "120 GB", "1.8 TB"]
    assert [scaling.share(part) for part in (0.0057, 0.056, 1.06)] == ["0.6 %", "5.6 %", "106 %"]


def test_the_table_has_each_row_once():
    names = [line.row for line in LINES]
    assert len(set(names)) == len(names)


def test_what_a_row_asks_besides_its_ratio_must_hold_too():
    assert not met(TIME, Taken(1, 1, holds=False))
    assert not met(TIME, Taken(3, 1, holds=True))
    assert not as_json(TIME, Taken(1, 1, holds=False))["met"]


def test_the_slowest_page_is_the_one_that_begins_last_and_what_comes_later_is_not_asked():
    quick, late = FirstBytes([1.0] * 98 + [LIMIT] * 2), FirstBytes([1.0] * 98 + [LIMIT + 1] * 2)
    found = dict.fromkeys([*PAGES, *PARTS], quick)
    page = list(PAGES)[-1]
    assert slowest_of({**found, page: late, next(iter(PARTS)): FirstBytes([9 * LIMIT])}) == page


def test_the_results_call_no_row_met_whose_own_detail_says_otherwise():
    rows = {row["row"]: row for row in read()["rows"]}
    if "16" in rows:
        assert not rows["16"]["met"] or max(page["p99"] for page in rows["16"]["detail"]["pages"].values()) < 100
    if "8" in rows:
        assert not rows["8"]["met"] or rows["8"]["detail"]["milliseconds"]["99"] < 50
    if "6 memory" in rows:
        assert not rows["6 memory"]["met"] or rows["6 memory"]["value"] < 1536


def test_the_page_shows_how_the_times_of_a_row_are_spread_and_each_round_of_it():
    shown = {"50": 1.0, "99": 250.4, "100": 300}
    detail = {
        "milliseconds": shown,
        "reference_milliseconds": shown,
        "rounds": [84.22, 9.08],
        "reference_rounds": [2.5],
    }
    row = {"row": "7", "what": "w", "compared_with": "c", "value": 1, "reference": 1, "unit": "ms", "ratio": 1}
    row |= {"target": 1, "aim": 1, "good": "less", "met": True, "detail": detail}
    told = page.measured_part({"machine": read()["machine"], "rows": [row], "growth": [], "stored": []})
    assert "| # | milliseconds | p50 | p99 | slowest |" in told
    assert "| 7 | measured | 1 | 250 | 300 |" in told
    assert "Row 7 by round, ms: 84.2, 9.08; the reference: 2.5." in told


def test_the_page_shows_which_stage_of_a_rebuild_grows_how():
    few, many = dict.fromkeys(STAGES, 0.0) | {"index": 0.5}, dict.fromkeys(STAGES, 0.0) | {"index": 6.0}
    detail = {"events": 10_000_042, "stages": many, "events_of_a_tenth": 1_000_060, "stages_of_a_tenth": few}
    row = {"row": "6", "what": "w", "compared_with": "c", "value": 1, "reference": 1, "unit": "s", "ratio": 1}
    row |= {"target": 1, "aim": 1, "good": "less", "met": True, "detail": detail}
    told = page.measured_part({"machine": read()["machine"], "rows": [row], "growth": [], "stored": []})
    assert "| stage, seconds | | 1,000,060 events | 10,000,042 events | times as long |" in told
    assert "| index | tables indexed and analysed | 0.5 | 6 | 12.0 |" in told
    assert "| join | runs of versions joined, repeats dropped | 0 | 0 | - |" in told
