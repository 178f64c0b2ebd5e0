"""What the check of packages makes of an auditor's answer, and how findings of bandit may be excused."""

import importlib.util
import json
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
_spec = importlib.util.spec_from_file_location("safety", ROOT / ".ci" / "safety.py")
safety = importlib.util.module_from_spec(_spec)
sys.modules["safety"] = safety
_spec.loader.exec_module(safety)

EXCUSED = re.compile(r"# nosec B\d{3}(?:,? B\d{3})*  # (?:\w|noqa: [A-Z]+\d+)")


def answer(*, fix: list[str] | None = None, skipped: bool = False) -> str:
    """As pip-audit 2.10 writes it."""
    weak = {"name": "weak", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": fix or [], "aliases": []}]}
    absent = {"name": "private", "skip_reason": "Dependency not found on PyPI and could not be audited: private (1.0)"}
    whole = {"name": "whole", "version": "2.0", "vulns": []}
    return json.dumps({"dependencies": [whole, absent] if skipped else [whole, weak], "fixes": []})


def verdict(output: str, listed: dict[tuple[str, str], str], told: pytest.CaptureFixture[str]) -> tuple[int, str]:
    return safety.judge(safety.read_audit(output), listed), told.readouterr().err


def test_a_weakness_that_a_newer_version_mends_stops_the_check_even_when_it_is_listed(capsys):
    assert verdict(answer(fix=["1.1"]), {("weak", "PYSEC-1"): "why"}, capsys) == (
        1,
        "weak 1.0 has PYSEC-1: raise it to 1.1\n",
    )


def test_a_weakness_that_nothing_mends_stops_the_check_until_it_is_listed_with_a_reason(capsys):
    status, words = verdict(answer(), {}, capsys)
    assert status == 1
    assert "list it with a reason in .ci/advisories.toml" in words
    assert verdict(answer(), {("weak", "PYSEC-1"): "why"}, capsys) == (0, "")


def test_a_listed_weakness_that_is_gone_has_to_leave_the_list(capsys):
    status, words = verdict(answer(skipped=False, fix=[]), {("weak", "PYSEC-1"): "a", ("whole", "X-2"): "b"}, capsys)
    assert (status, words) == (1, "whole: X-2 is listed in .ci/advisories.toml but no longer found\n")


def test_a_package_that_the_service_does_not_know_is_no_audited_package(capsys):
    status, words = verdict(answer(skipped=True), {}, capsys)
    assert (status, "private is not known" in words) == (1, True)


@pytest.mark.parametrize(
    "words",
    [
        "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='pypi.org', port=443): Max retries exceeded",
        "urllib3.exceptions.ReadTimeoutError: Read timed out.",
        "ProxyError('Unable to connect to proxy')",
    ],
)
def test_a_service_that_is_away_is_told_from_a_failure(words):
    assert safety.UNREACHABLE.search(words)


@pytest.mark.parametrize("words", ["pip-audit: error: unrecognized arguments", "ValueError: hash of x does not match"])
def test_a_failure_is_not_taken_for_a_service_that_is_away(words):
    assert not safety.UNREACHABLE.search(words)


def test_every_listed_advisory_says_why_it_stands():
    assert [key for key, reason in safety.accepted().items() if len(reason) < 20] == []


def test_every_excused_finding_names_its_rule_and_a_reason():
    lines = {
        f"{file.relative_to(ROOT)}:{number}": line.strip()
        for room in safety.CODE
        for file in (ROOT / room).rglob("*.py")
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"#\s*nosec", line)
    }
    assert lines
    assert [where for where, line in lines.items() if not EXCUSED.search(line)] == []


def test_the_bill_of_materials_is_no_part_of_the_repository():
    assert str(safety.MATERIALS.parent) + "/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
