"""The image of a service has what the service needs and nothing that another one alone does."""

import ast
import importlib.util
import re
import subprocess
import sys
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from services.catalogue import CATALOGUE

ROOT = Path(__file__).resolve().parents[3]
spec = importlib.util.spec_from_file_location("requirements_of", ROOT / "deploy" / "requirements_of.py")
requirements_of = importlib.util.module_from_spec(spec)
spec.loader.exec_module(requirements_of)

NAMES = [one.name for one in CATALOGUE]
OWN = requirements_of.extras()
LOCK = requirements_of.locked((ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8"))
WITHOUT = """
import importlib, importlib.abc, sys

absent = set(sys.argv[2].split(","))

class Absent(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent())
importlib.import_module("services.__main__")
importlib.import_module(f"services.{sys.argv[1]}.app")
"""


def had(service: str = "") -> set[str]:
    """The packages in the image of a service; of none those that every image has."""
    return requirements_of.needed(LOCK, OWN, [service] if service in OWN else [])


def imported(files) -> set[str]:
    """Packages of the lock that these files name anywhere, at their head or where they are used."""
    names = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.partition(".")[0])
    known = packages_distributions()
    return {one for name in names for one in map(requirements_of.canonical, known.get(name, ())) if one in LOCK}


@pytest.mark.parametrize("service", NAMES)
def test_a_service_names_no_package_that_its_image_lacks(service):
    assert imported((ROOT / "services" / service).rglob("*.py")) - had(service) == set()


def test_what_all_share_names_no_package_that_any_image_lacks():
    files = [
        *(ROOT / "shared").rglob("*.py"),
        *(ROOT / "services").glob("*.py"),
        *(ROOT / "services/keeping").rglob("*.py"),
    ]
    assert imported(files) - had() == set()


@pytest.mark.parametrize("service", sorted(OWN))
def test_a_service_asks_for_nothing_that_it_does_not_use(service):
    """A font is no module that anybody imports by name."""
    used = imported((ROOT / "services" / service).rglob("*.py"))
    assert {one for one in OWN[service] if one not in used} <= {"cvttf-notosanscjk-regular"}
    assert OWN[service] <= had(service)


def test_heavy_packages_are_in_the_image_of_one_service_alone():
    scoring, contract = {"numpy", "scipy", "polars"}, {"typst", "lxml", "pyhanko", "cvttf-notosanscjk-regular"}
    assert {name for name in NAMES if scoring & had(name)} == {"scoring"}
    assert {name for name in NAMES if contract & had(name)} == {"contract"}


@pytest.mark.parametrize("service", ["", *OWN])
def test_what_a_package_needs_comes_along(service):
    lacking = {}
    for package in had(service):
        asked = map(Requirement, requires(package) or ())
        names = {
            requirements_of.canonical(one.name) for one in asked if not one.marker or one.marker.evaluate({"extra": ""})
        }
        if missing := names - had(service):
            lacking[package] = missing
    assert lacking == {}


def test_all_images_together_have_every_package_that_is_locked():
    assert requirements_of.needed(LOCK, OWN, OWN) == LOCK.keys()


@pytest.mark.parametrize("service", NAMES)
def test_a_service_starts_where_nothing_is_installed_but_what_its_image_has(service):
    left_out = LOCK.keys() - had(service)
    absent = [
        name for name, by in packages_distributions().items() if set(map(requirements_of.canonical, by)) <= left_out
    ]
    assert left_out == set() or absent
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, service, ",".join(absent)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_what_is_printed_is_the_lock_with_its_hashes_and_parts_of_it_do_not_overlap():
    def printed(*services: str) -> list[str]:
        command = [sys.executable, ROOT / "deploy" / "requirements_of.py", *services]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert said.count("==") == len(re.findall(r"==.*(?:\n[ \t]+--hash=sha256:\S+(?: \\)?)+", said))
        return re.findall(r"^([\w.-]+)==", said, flags=re.MULTILINE)

    shared, everything = printed("shared"), printed(*sorted(OWN))
    assert not set(shared) & set(everything)
    assert {requirements_of.canonical(one) for one in shared + everything} == LOCK.keys()


def test_each_image_is_built_with_what_its_service_needs():
    text = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    stages = dict(
        re.findall(r"^FROM service AS (\w+)\nCOPY --from=(\w+) /opt/pactline /opt/pactline$", text, re.MULTILINE)
    )
    asked = dict(
        re.findall(r"^FROM build AS (\w+)\nRUN bin/python deploy/requirements_of\.py ([\w ]+) >", text, re.MULTILINE)
    )
    assert {name: set(asked.get(stages[name], "").split()) for name in NAMES} == {
        name: {name} & OWN.keys() for name in NAMES
    }
    assert set(asked[stages["migrate"]].split()) == OWN.keys()
