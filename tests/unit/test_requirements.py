"""The locks hold every requirement, by hash, and no address of an index."""

import re
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

FOLDER = Path(__file__).resolve().parents[2] / "requirements"
DECISIONS = FOLDER.parent / "docs" / "decisions"
NAMES = ("runtime", "demo", "dev", "chart", "installer")


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def asked(name: str) -> dict[str, str]:
    """The bounds of what is required, by package."""
    found = {}
    for line in (FOLDER / f"{name}.in").read_text(encoding="utf-8").splitlines():
        words = line.partition("#")[0].strip()
        if words.startswith("-r "):
            found |= asked(words.removeprefix("-r ").removesuffix(".in"))
        elif words:
            requirement, bound = re.fullmatch(r"([\w.-]+)(?:\[[\w,-]+\])?(.*)", words).groups()
            found[canonical(requirement)] = bound
    return found


def named_by(name: str) -> set[str]:
    """The packages that the lock says were asked for, and did not come with others."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    blocks = re.findall(r"^([\w.-]+)==(.*(?:\n[ \t].*)*)", text, flags=re.MULTILINE)
    return {canonical(package) for package, body in blocks if re.search(r"#\s+(?:via\s+)?-r requirements/", body)}


def locked(name: str) -> dict[str, tuple[str, int]]:
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    blocks = re.findall(r"^([\w.-]+)==(\S+)(.*(?:\n[ \t].*)*)", text, flags=re.MULTILINE)
    return {canonical(package): (version, body.count("--hash=sha256:")) for package, version, body in blocks}


@pytest.mark.parametrize("name", NAMES)
def test_every_requirement_is_locked_with_hashes(name):
    lock = locked(name)
    assert asked(name).keys() == named_by(name)
    bounds = {package: SpecifierSet(bound) for package, bound in asked(name).items()}
    assert {package: lock[package][0] for package, bound in bounds.items() if lock[package][0] not in bound} == {}
    assert [package for package, (_, hashes) in lock.items() if not hashes] == []


def test_a_decision_says_why_each_requirement_is_here():
    said = " ".join(file.read_text(encoding="utf-8").lower() for file in DECISIONS.glob("*.md"))
    everything = {package for name in NAMES for package in asked(name)}
    groups = {package: f"`{package.partition('-')[0]}-*`" for package in everything}
    assert [one for one in sorted(everything) if f"`{one}" not in said and groups[one] not in said] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_lock_names_no_index_and_no_machine(name):
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    assert re.findall(r"https?://|--(?:extra-)?index-url|--find-links|file:", text) == []


def test_one_package_has_one_version_in_all_locks():
    runtime, demo, dev, chart, installer = (locked(name) for name in NAMES)
    assert {package: demo.get(package) for package in runtime} == runtime
    assert {package: dev.get(package) for package in demo} == demo
    both = chart.keys() & dev.keys()
    assert {package: dev[package] for package in both} == {package: chart[package] for package in both}
    assert {package: dev.get(package) for package in installer} == installer
