"""The habits of the code that no linter knows, each as a rule over all files."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted(file for room in ("services", "shared") for file in (ROOT / room).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
BENCH = sorted((ROOT / "bench").rglob("*.py"))

FORMS = {"Answer", "Body", "Event", "Frozen", "Seen", "BaseModel"}
LINES_OF_CODE = 400
LINES_OF_TESTS = 600
LINES_OF_A_FUNCTION = 60
WORDS_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "base", "misc"}
PURE = ("aggregate.py", "events.py", "decide.py")
ROOMS_OF_AGGREGATES = ("services/", "shared/approvals/")
NOT_IN_PURE = {
    "fastapi", "sqlalchemy", "aiokafka", "asyncpg", "httpx", "random", "secrets", "time", "socket", "os", "asyncio",
}  # fmt: skip
CLOCK_OR_CHANCE = re.compile(r"\b(?:now|utcnow|today|uuid\d|new_id|open)$")
UNFINISHED = re.compile(
    r"\b(?:TODO|FIXME)\b|NotImplementedError|pytest\.mark\.(?:skip|xfail)"
    r"|# *noqa(?:: *[A-Z]+[0-9]+(?:, *[A-Z]+[0-9]+)*)? *$|# *type: *ignore *$",
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


def imported(tree: ast.AST) -> Iterator[str]:
    """The modules that a file names, and what it takes from them, which may be modules too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def pure_files() -> dict[Path, ast.AST]:
    """Aggregates and events, and all of their rooms that they reach."""
    waiting = [file for file in CODE if file.name in PURE and name_of(file).startswith(ROOMS_OF_AGGREGATES)]
    found: dict[Path, ast.AST] = {}
    while waiting:
        file = waiting.pop()
        if file not in found:
            found[file] = ast.parse(file.read_text(encoding="utf-8"))
            reached = (ROOT / Path(*name.split(".")).with_suffix(".py") for name in imported(found[file]))
            waiting += [one for one in reached if one.is_file() and name_of(one).startswith(ROOMS_OF_AGGREGATES)]
    return found


def test_aggregates_and_events_touch_no_clock_no_chance_and_no_io():
    touching = {}
    files = pure_files()
    for file, tree in files.items():
        names = {name.partition(".")[0] for name in imported(tree)}
        calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        if found := (names & NOT_IN_PURE) | {call for call in calls if CLOCK_OR_CHANCE.search(call)}:
            touching[name_of(file)] = sorted(found)
    assert touching == {}
    assert {"shared/approvals/decide.py", "services/contract/ledger/aggregate.py"} <= {name_of(file) for file in files}


@pytest.mark.parametrize("room", ["services", "shared", "bench", "tests"])
def test_nothing_is_left_unfinished_or_silenced_without_a_reason(room):
    own = Path(__file__).name
    found = {
        name_of(file): match.group()
        for file in (ROOT / room).rglob("*.py")
        if file.name != own and (match := UNFINISHED.search(file.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_what_the_platform_offers_says_what_it_promises():
    """But forms of bodies and events, whose fields speak, and what a decorator declares by name."""
    silent = [
        f"{name_of(file)}:{node.name}"
        for file in CODE
        if name_of(file).startswith("shared/") and "migrations" not in file.parts
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith(("_", "pytest_"))
        and not ast.get_docstring(node)
        and not (FORMS & set(map(ast.unparse, node.bases)) if isinstance(node, ast.ClassDef) else node.decorator_list)
    ]
    assert silent == []


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
