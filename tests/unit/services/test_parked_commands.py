"""What `pactline parked` says before it asks any server, and how it shows what it found."""

from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from services.__main__ import app
from services.commands import parked_line
from shared.messaging.parked import ParkedEvent, offset_of
from shared.messaging.parking import Failure


@pytest.mark.parametrize("command", ["show", "retry", "drop"])
def test_a_service_that_there_is_not_is_refused_in_a_sentence(command):
    answer = CliRunner().invoke(app, ["parked", command, "nonsense", "99"])
    assert answer.exit_code == 2
    assert "nonsense is no service" in answer.stderr
    assert "scoring" in answer.stderr


def test_an_entry_of_the_list_is_one_line_however_many_its_error_has():
    error = Failure.of(ValueError("one\nand another")).error
    assert len(error.splitlines()) > 1
    when = datetime(2026, 3, 1, tzinfo=UTC)
    line = parked_line("asset", ParkedEvent(7, "c", "t", 0, 3, "k", None, None, None, error, "parked", 1, when))
    assert line.startswith("asset 7  c  t/0@3  no event  ValueError: one and another")
    assert len(line.splitlines()) == 1


def test_what_was_parked_before_its_topic_was_made_anew_stands_at_no_offset():
    assert [offset_of({"offset": offset}) for offset in (-7, -1, 0, 3)] == [None, None, 0, 3]
    when = datetime(2026, 3, 1, tzinfo=UTC)
    parked = ParkedEvent(7, "c", "customer.events", 5, None, "k", None, None, None, "ValueError: x", "parked", 1, when)
    assert parked_line("asset", parked) == "asset 7  c  customer.events/5  no event  ValueError: x"
