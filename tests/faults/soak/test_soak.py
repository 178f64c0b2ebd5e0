"""The soak as a test: short with every change, ten minutes in `make faults`."""

import pytest

from shared.testing.ports import first_port
from tests.faults.soak.__main__ import told
from tests.faults.soak.commands import Known
from tests.faults.soak.faults import faults
from tests.faults.soak.plan import plan
from tests.faults.soak.run import Soak, soaked

SHORT = Soak(seed=38, seconds=6, clients=3, pause=2.5, longest=3)
LONG = Soak(seed=11, seconds=600, partner=True)


def test_a_seed_replays_its_plan_and_its_commands():
    assert plan(11, 600) == plan(11, 600) != plan(12, 600)
    assert len(plan(11, 600)) > 30
    one, again = Known("11x3", "c", "u"), Known("11x3", "c", "u")
    assert [one.next().body for _ in range(20)] == [again.next().body for _ in range(20)]


def test_the_short_form_kills_and_freezes():
    assert {one.act for one in SHORT.plan} == {"kill", "freeze"}


def test_a_fault_in_the_services_logs_is_found_and_a_server_that_was_away_is_none(tmp_path):
    lines = [
        '{"event":"request_unavailable","error":"TimeoutError()","level":"warning"}',
        '{"event":"request_failed","timestamp":"10:00","exception":"Traceback\\n  File\\nValueError: nine"}',
        '{"event":"request_failed","timest',
        "request_failed, said otherwise",
    ]
    (tmp_path / "asset.log").write_text("\n".join(lines))
    assert faults(tmp_path) == ["asset at 10:00: request_failed: ValueError: nine"]


@pytest.mark.parametrize("wanted", [SHORT, pytest.param(LONG, marks=pytest.mark.full)], ids=["short", "ten minutes"])
def test_nothing_is_found_after_a_soak(wanted):
    outcome = soaked(wanted, first_port())
    assert outcome.findings == [], "\n".join(told(outcome))
    assert outcome.heard.commands > 3
    if wanted.partner:
        assert outcome.sent > 3
        assert outcome.replays > 3
