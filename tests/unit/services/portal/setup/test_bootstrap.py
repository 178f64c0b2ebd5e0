import json

import pytest
from typer.testing import CliRunner

from services.portal.cli import app
from services.portal.setup.handlers import bootstrap_secret


def test_the_secret_of_the_first_start_follows_from_the_installations_own(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PACTLINE_DATABASE_URL", "postgresql://nobody@127.0.0.1/none")
    monkeypatch.setenv("PACTLINE_SECRET", "one of these")
    told = CliRunner().invoke(app, ["bootstrap"])
    assert (told.exit_code, told.stdout) == (0, f"{bootstrap_secret('one of these')}\n")
    told = CliRunner().invoke(app, ["bootstrap", "--json"])
    assert (told.exit_code, json.loads(told.stdout)) == (0, {"bootstrap": bootstrap_secret("one of these")})
    assert bootstrap_secret("another") != bootstrap_secret("one of these")
