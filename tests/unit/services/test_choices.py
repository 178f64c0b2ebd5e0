"""A command that is given what there is not names what there is, before it asks any server."""

import pytest
from typer.testing import CliRunner

from services.__main__ import app
from services.catalogue import CATALOGUE
from services.commands import _lacking
from services.scoring.folding.fact_tables import MODELS

SERVICES = [spec.name for spec in CATALOGUE]


@pytest.mark.parametrize(
    ("command", "status", "choices"),
    [
        ("audit nonsense", 2, SERVICES),
        ("audit contract nonsense", 2, SERVICES),
        ("parked retry nonsense 1", 2, SERVICES),
        ("scoring rebuild nonsense", 1, MODELS),
        ("scoring rebuild customer nonsense", 1, MODELS),
        ("scoring lifetime --until 2024-06-30 --model nonsense -", 1, ["bg-nbd", "pareto-nbd"]),
    ],
)
def test_the_refusal_names_the_choices(command, status, choices):
    answer = CliRunner().invoke(app, command.split())
    assert answer.exit_code == status
    assert answer.stdout == ""
    said = " ".join(answer.stderr.replace("│", " ").split())
    assert [one for one in choices if one not in said] == []
    assert "[" not in said.partition("refused: ")[2]


def test_what_a_service_lacks_that_is_not_ready_stands_in_its_line():
    checks = {"database": True, "kafka": False, "topic": True, "consumers": False}
    assert _lacking({"ready": False, "checks": checks}) == "  not as it should be: kafka, consumers"
    assert _lacking({}) == ""
