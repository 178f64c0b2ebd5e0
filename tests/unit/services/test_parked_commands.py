"""What `pactline parked` says to a name it does not know, before it asks any server."""

import pytest
from typer.testing import CliRunner

from services.__main__ import app


@pytest.mark.parametrize("command", ["show", "retry", "drop"])
def test_a_service_that_there_is_not_is_refused_in_a_sentence(command):
    answer = CliRunner().invoke(app, ["parked", command, "nonsense", "99"])
    assert answer.exit_code == 2
    assert "nonsense is no service" in answer.stderr
    assert "scoring" in answer.stderr
