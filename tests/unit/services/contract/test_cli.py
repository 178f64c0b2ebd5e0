import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.contract.cli import app

RELEASE = {
    "ocid": "o-1",
    "tag": ["compiled"],
    "parties": [{"id": "S-1", "name": "Supplier"}],
    "contracts": [{"id": "1", "value": {"amount": 10, "currency": "DOP"}}],
}
run = CliRunner().invoke


def test_a_dry_run_prints_what_a_file_holds(tmp_path: Path):
    file = tmp_path / "file.json"
    file.write_text(json.dumps(RELEASE))
    done = run(app, ["import-ocds", str(file), "--dry-run", "--json"])
    assert done.exit_code == 0
    document = json.loads(done.stdout)
    assert {name: document[name] for name in ("contracts", "parties", "transactions", "amount_by_currency")} == {
        "contracts": 1,
        "parties": 1,
        "transactions": 0,
        "amount_by_currency": {"DOP": "10.00"},
    }
    assert document["rejected"] == []


def test_standard_input_is_read_and_figures_show_for_people():
    done = run(app, ["import-ocds", "-", "--dry-run"], input=json.dumps(RELEASE))
    assert done.exit_code == 0
    assert "DOP" in done.stdout


@pytest.mark.parametrize("flags", [[], ["--json"]])
def test_a_file_of_something_else_exits_1_and_says_why(flags: list[str]):
    done = run(app, ["import-ocds", "-", "--dry-run", *flags], input="{}")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "ocid" in done.stderr


def test_importing_without_saying_who_imports_is_wrong_usage(tmp_path: Path):
    done = run(app, ["import-ocds", "-", "--data-dir", str(tmp_path)], input=json.dumps(RELEASE))
    assert done.exit_code == 2
    assert "--login" in done.stderr


@pytest.mark.parametrize("address", ["portal", "customer", "contract"])
def test_an_address_without_http_is_refused_by_its_option(tmp_path: Path, address: str):
    options = ["--data-dir", str(tmp_path), f"--{address}", "ftp://elsewhere"]
    done = run(app, ["import-ocds", "-", *options], input=json.dumps(RELEASE))
    assert done.exit_code == 1
    assert done.stderr == f"refused: {address}: an address begins with http:// or https://\n"


def test_a_portal_that_is_away_is_named_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PACTLINE_PASSWORD", "any")
    options = ["--data-dir", str(tmp_path), "--portal", "http://[::1", "--login", "root"]
    done = run(app, ["import-ocds", "-", *options], input=json.dumps(RELEASE))
    assert done.exit_code == 1
    assert done.stderr == "refused: No portal answers at http://[::1: name its address with --portal.\n"


def test_the_commands_load_nothing_heavy():
    asked = "import sys, services.contract.cli; print(sorted({'fastapi', 'sqlalchemy', 'pydantic'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
