"""Every figure says when it was measured and on which commit, which is that of the code and not of the figures."""

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench import page
from bench.measure import Grown, Outcome, Stored, Taken
from bench.provenance import UNKNOWN, WRITTEN, commit, measured_now
from bench.results import with_outcome
from bench.rows import MEASUREMENTS

AUTHOR = {f"GIT_{role}_{what}": "t@example.com" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
NOTHING = {"machine": {}, "rows": [], "growth": [], "stored": [], "seconds": {}}


def git(top: Path, *arguments: str) -> str:
    nobody = {**os.environ, **AUTHOR, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    said = subprocess.run(["git", "-C", str(top), *arguments], check=True, capture_output=True, env=nobody)
    return said.stdout.decode().strip()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for place in ("bench/rows.py", "services/app.py", "docs/performance/growth.svg", *WRITTEN):
        file = tmp_path / place
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("one", encoding="utf-8")
    return tmp_path


@pytest.fixture
def checkout(folder: Path) -> Path:
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "first")
    return folder


def test_the_commit_is_told_by_its_short_hash(checkout: Path):
    assert commit(checkout) == git(checkout, "rev-parse", "--short", "HEAD") != ""


@pytest.mark.parametrize("place", ["services/app.py", "bench/new.py"])
def test_code_that_differs_from_its_commit_says_so(checkout: Path, place: str):
    (checkout / place).write_text("two", encoding="utf-8")
    assert commit(checkout) == f"{git(checkout, 'rev-parse', '--short', 'HEAD')}+"


def test_what_a_run_writes_makes_no_other_code_of_it(checkout: Path):
    for place in ("bench/results.json", "docs/performance.md", "docs/performance/growth.svg", "docs/scaling.md"):
        (checkout / place).write_text("two", encoding="utf-8")
    assert "+" not in commit(checkout)


def test_without_git_the_commit_is_unknown(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    assert commit(folder) == UNKNOWN
    monkeypatch.setenv("PATH", str(folder))
    assert commit(folder) == UNKNOWN


def test_the_commit_of_a_checkout_around_an_unpacked_archive_is_not_its_own(checkout: Path):
    inner = checkout / "unpacked"
    (inner / "bench").mkdir(parents=True)
    (inner / "bench" / "rows.py").write_text("one", encoding="utf-8")
    assert commit(inner) == UNKNOWN


def test_the_moment_is_that_of_the_clock_in_utc():
    before = datetime.now(UTC).replace(microsecond=0)
    told = measured_now("abc1234")
    assert told["commit"] == "abc1234"
    assert before <= datetime.fromisoformat(told["measured_at"]) <= datetime.now(UTC)


def test_each_figure_that_is_measured_says_when_and_on_what_and_those_of_before_keep_their_own():
    first, second = MEASUREMENTS[:2]
    earlier = with_outcome(NOTHING, first, Outcome({first.rows[0]: Taken(1, 2)}), 1, {})
    measured = {"measured_at": "2026-11-23T14:05:12Z", "commit": "abc1234+"}
    outcome = Outcome({second.rows[0]: Taken(1, 2)}, [Grown("4", 1_000, 5, 10)], [Stored("a shelf", 2, 9)])
    known = with_outcome(earlier, second, outcome, 1, measured)
    old, new = known["rows"]
    assert old["row"] == first.rows[0]
    assert not measured.keys() & old.keys()
    for one in (new, *known["growth"], *known["stored"]):
        assert measured.items() <= one.items()
    told = page.measured_part(known)
    lines = {line.split(" | ")[0]: line for line in told.splitlines()}
    assert lines[f"| {old['row']}"].endswith(" | earlier |")
    assert lines[f"| {new['row']}"].endswith(" | 2026-11-23 14:05, abc1234+ |")
    assert lines["| 1,000"].endswith(" | 2026-11-23 14:05, abc1234+ |")
    assert lines["| a shelf"].endswith(" | 2026-11-23 14:05, abc1234+ |")
