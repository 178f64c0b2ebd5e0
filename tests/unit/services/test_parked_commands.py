"""What `pactline parked` says before it asks any server, and how it shows what it found."""

from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from services.__main__ import app
from services.commands import parked_line
from shared.messaging.parked import ParkedEvent
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
