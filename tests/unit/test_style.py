"""The habits of the code that no linter knows, each as a rule over all files."""

import ast
import re
from pathlib import Path
from statistics import quantiles

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted(file for room in ("services", "shared") for file in (ROOT / room).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
BENCH = sorted((ROOT / "bench").rglob("*.py"))

LINES_OF_CODE = 400
LINES_OF_TESTS = 600
LINES_OF_A_FUNCTION = 60
WORDS_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "base", "misc"}
PURE = ("aggregate.py", "events.py")
NOT_IN_PURE = {"fastapi", "sqlalchemy", "aiokafka", "asyncpg", "httpx", "random", "time", "socket", "os"}
UNFINISHED = re.compile(
    r"\b(?:TODO|FIXME)\b|NotImplementedError|pytest\.mark\.(?:skip|xfail)|# *noqa *$|# *type: *ignore *$",
    re.MULTILINE,
)


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT))


def lines(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def test_no_file_is_longer_than_can_be_read_at_once():
    long = {name_of(file): lines(file) for file in (*CODE, *BENCH) if lines(file) > LINES_OF_CODE}
    long |= {name_of(file): lines(file) for file in TESTS if lines(file) > LINES_OF_TESTS}
    assert long == {}


def test_half_the_files_are_under_100_lines_and_nine_of_ten_under_250():
    deciles = quantiles([lines(file) for file in CODE], n=10)
    assert deciles[4] < 100
    assert deciles[8] < 250


def test_no_function_is_longer_than_a_page():
    long = {}
    for file in (*CODE, *BENCH):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LINES_OF_A_FUNCTION:
                    long[f"{name_of(file)}:{node.name}"] = length
    assert long == {}


def test_every_file_is_named_for_what_it_holds():
    assert [name_of(file) for file in CODE if WORDS_THAT_SAY_NOTHING & {file.stem, file.parent.name}] == []


def test_aggregates_and_events_touch_no_clock_no_chance_and_no_io():
    touching = {}
    for file in CODE:
        if file.name in PURE and file.parts[len(ROOT.parts)] == "services":
            tree = ast.parse(file.read_text(encoding="utf-8"))
            names = {
                alias.name.partition(".")[0]
                for node in ast.walk(tree)
                if isinstance(node, ast.Import)
                for alias in node.names
            }
            names |= {
                (node.module or "").partition(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
            }
            calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
            clock = {call for call in calls if re.search(r"\b(?:now|utcnow|today|uuid\d)$", call)}
            if found := (names & NOT_IN_PURE) | clock:
                touching[name_of(file)] = sorted(found)
    assert touching == {}


@pytest.mark.parametrize("room", ["services", "shared", "bench", "tests"])
def test_nothing_is_left_unfinished_or_silenced_without_a_reason(room):
    own = Path(__file__).name
    found = {
        name_of(file): match.group()
        for file in (ROOT / room).rglob("*.py")
        if file.name != own and (match := UNFINISHED.search(file.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_a_handler_never_commits():
    committing = [
        name_of(file)
        for file in CODE
        if file.name == "handlers.py"
        and re.search(r"\.(?:commit|rollback|transaction)\(", file.read_text(encoding="utf-8"))
    ]
    assert committing == []


def test_no_machine_path_and_no_index_address_is_written_down():
    texts = [*CODE, *TESTS, *BENCH, ROOT / "Makefile", ROOT / "pyproject.toml", ROOT / "docker-compose.yml"]
    pattern = re.compile(r"(?<![\w.])/(?:(?:work|farm|root)/\w|home/\w+/)|pypi\.org/simple|--(?:extra-)?index-url")
    own = Path(__file__).name
    found = [name_of(file) for file in texts if file.name != own and file.exists() and pattern.search(file.read_text())]
    assert found == []
