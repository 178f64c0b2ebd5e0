"""Every measurement of the benchmark runs in its short form; what it measures here says nothing."""

import asyncio

import pytest

from bench.__main__ import measured
from bench.measure import Given
from bench.provenance import measured_now
from bench.results import read, with_outcome
from bench.rows import LINES, MEASUREMENTS

# aiokafka leaves a connection behind when it is stopped while it connects
pytestmark = pytest.mark.filterwarnings("ignore:unclosed resource <TCPTransport:ResourceWarning")

BY_NAME = {each.name: each for each in MEASUREMENTS}


@pytest.mark.parametrize("name", BY_NAME)
async def test_a_measurement_runs_and_fills_its_rows(name, postgres_url, kafka_bootstrap, tmp_path):
    measurement = BY_NAME[name]
    outcome = await asyncio.to_thread(measured, measurement, Given(postgres_url, kafka_bootstrap, tmp_path, short=True))
    known = with_outcome(read(), measurement, outcome, 1, measured_now("abc1234"))
    rows = {row["row"]: row for row in known["rows"]}
    assert set(measurement.rows) <= rows.keys()
    assert measurement.rows or outcome.growth
    assert all(one.events > 0 < one.bytes for one in outcome.stored)
    for row in measurement.rows:
        assert {"row", "what", "value", "reference", "unit", "ratio", "target", "met"} <= rows[row].keys()
        assert rows[row]["value"] > 0
        assert rows[row]["reference"] > 0


def test_every_line_of_the_table_has_one_measurement():
    filled = sorted(row for each in MEASUREMENTS for row in each.rows)
    assert filled == sorted({line.row for line in LINES})
