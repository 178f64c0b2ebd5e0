"""Every row of the benchmark runs in its short form; what it measures here says nothing."""

import json

import pytest

from bench.measure import Row, Servers
from bench.rows import ROWS


@pytest.mark.parametrize("name", ROWS)
async def test_a_row_runs_and_says_what_it_measured(name, postgres_url):
    rows = await ROWS[name](Servers(postgres_url), True)
    assert rows
    for row in rows:
        assert row.value > 0
        assert row.reference > 0
        document = json.loads(json.dumps(row.as_json()))
        assert {"row", "what", "value", "reference", "unit", "ratio", "target", "met"} <= document.keys()


def test_a_row_is_met_from_its_target_on():
    assert Row("x", "", 60, 100, "/s", 0.6).met
    assert not Row("x", "", 59, 100, "/s", 0.6).met
