"""One rule for every command that works on a file: exit 1 when the input is refused, exit 2 for wrong usage."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.__main__ import app

ON_FILES = {
    "asset schedule": [],
    "contract import-ocds": ["--dry-run"],
    "scoring lifetime": ["--until", "2024-06-30"],
    "scoring renewals": [],
}
each_command = pytest.mark.parametrize("command", ON_FILES)


def run(command: str, *arguments: str, given: str | bytes = b"") -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [*command.split(), *ON_FILES[command], *arguments], input=given)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture(params=["missing", "folder", "forbidden", "no name"])
def unreadable(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    match request.param:
        case "folder":
            return str(tmp_path)
        case "forbidden":
            return "/proc/self/mem"  # opens, and refuses to be read from its beginning, for root too
        case "no name":
            return "a\0b"
    return str(tmp_path / "missing")


@each_command
def test_a_file_that_cannot_be_read_is_refused_by_name_with_status_1(command: str, unreadable: str):
    code, out, err = run(command, unreadable)
    assert (code, out) == (1, "")
    assert err.startswith("refused: file: it can't be read: ")
    assert len(err.splitlines()) == 1


@each_command
def test_with_json_the_refusal_of_a_file_is_a_problem_document(command: str, unreadable: str):
    code, out, err = run(command, unreadable, "--json")
    problem = json.loads(err)
    assert (code, out, problem["status"]) == (1, "", 422)
    assert problem["type"].startswith("urn:pactline:problem:")
    assert problem["errors"][0]["pointer"] == "/file"


@each_command
@pytest.mark.parametrize("given", [b"", b"\n", b"\xff\xfe{\x00", b"\x00", b"[]", b"{}", b"NaN", b"9" * 5000])
def test_what_is_no_such_input_is_refused_with_status_1_and_a_reason(command: str, given: bytes):
    code, out, err = run(command, "-", given=given)
    assert (code, out) == (1, "")
    assert err.startswith("refused: ")
    assert "Traceback" not in err


@each_command
@pytest.mark.parametrize("usage", [["--nonsense"], ["-", "one more"]])
def test_a_command_line_that_is_not_understood_exits_2(command: str, usage: list[str]):
    code, out, _ = run(command, *usage)
    assert (code, out) == (2, "")


def test_a_command_that_does_not_exist_exits_2():
    assert CliRunner().invoke(app, ["asset", "invent"]).exit_code == 2
