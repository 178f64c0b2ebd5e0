"""What so many events take on disk is counted with all tables of the services, measured in the run or apart from it."""

import json
from datetime import datetime

from bench import scaling
from bench.results import read
from bench.showing import ALL_OF, WRITING

TABLES = [ALL_OF.format(name=name) for name in (*WRITING, "notify")]


def line_of(told: str, begins: str) -> str:
    [found] = [line for line in told.splitlines() if line.startswith(f"| {begins}")]
    return found


def test_the_tables_that_are_counted_are_those_that_a_row_measures():
    assert TABLES == scaling.TABLES


def test_what_was_measured_apart_says_how_and_when_and_on_which_commit():
    apart = json.loads(scaling.APART.read_text(encoding="utf-8"))
    assert apart["how"]
    assert [one["place"] for one in apart["stored"]] == TABLES
    for one in apart["stored"]:
        assert one["each"] == round(one["bytes"] / one["events"])
        assert one["commit"]
        assert datetime.fromisoformat(one["measured_at"])


def test_stores_are_counted_with_all_their_tables_and_a_run_replaces_what_was_measured_apart():
    results = read()
    others = [one for one in results["stored"] if one["place"] not in TABLES]
    before = scaling.measured_part({**results, "stored": others})
    assert all("apart from the run (20" in line_of(before, place) for place in TABLES)
    measured = [{"place": place, "events": 1_000, "bytes": 4_000_000, "each": 4_000} for place in TABLES]
    told = scaling.measured_part({**results, "stored": [*others, *measured]})
    assert "apart from the run" not in told
    assert line_of(told, "all tables of asset") == (
        "| all tables of asset: events, cards, books, … | 4,000 | 1,000 of its events, row 16 |"
    )
    assert "by event of the mix** | 5,330 |" in line_of(told, "**all")
    assert line_of(told, "stores: ") == "| stores: all tables of every service | 210 GB | 2.1 TB | 21 TB |"


def test_one_machine_needs_room_for_all_that_stands_above_it():
    each = {place: {"place": place, "events": 10, "bytes": 10_000, "each": 1_000} for place in scaling.PLACES}
    rows = {row: {"value": 1.0, "detail": {"events": 1}} for row in scaling.NEEDED}
    told = scaling._arithmetic(rows, each)
    # 40,000 bytes of tables by 30 events, twice; three read models, one topic.
    assert line_of(told, "all of that on one machine").split(" | ")[1] == "270 GB"
