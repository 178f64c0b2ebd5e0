"""The layers that `lint-imports` holds are the ones that are drawn, and every contract can fail."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]

PLANTED = {
    "shared knows no service": ("shared.values.money", "services.catalogue"),
    "no service imports another": ("services.asset.terms", "services.notify.identity"),
    "nothing stands on the oracle of its tests": ("services.scoring.lifetime.bg_nbd", "lifetimes"),
    "the domain knows neither HTTP nor SQL nor Kafka": ("services.contract.terms", "sqlalchemy"),
    "events know nothing else of their service": (
        "services.contract.order.events",
        "services.contract.order.aggregate",
    ),
    "aggregates know events alone": ("services.contract.payment.aggregate", "services.contract.order.handlers"),
    "tables know nothing else of their service": ("services.asset.card.tables", "services.asset.card.events"),
    "queries read tables, and nothing that writes or decides": (
        "services.asset.card.queries",
        "services.asset.transfer.handlers",
    ),
    "projections write tables, and know nothing that reads or decides": (
        "services.asset.card.projections",
        "services.asset.chain.queries",
    ),
    "handlers know nobody who calls them": (
        "services.customer.archive.handlers",
        "services.customer.contact.endpoints",
    ),
    "endpoints know neither consumers nor who wires them": (
        "services.notify.inbox.endpoints",
        "services.notify.consumers",
    ),
    "consumers know neither endpoints nor who wires them": ("services.contract.consumers", "services.contract.app"),
}
"""Contract: an import that it has to refuse, from a file and to a file."""


CYCLES = {
    "the platform's rooms have no cycle": (
        "shared.values.text",
        "shared.sheets.dates",
        "- .values -> .sheets (1 import)",
    ),
    "the services' rooms have no cycle": (
        "services.portal.unit.tables",
        "services.portal.pages.frame.words",
        "- .unit -> .pages (1 import)",
    ),
}
"""Contract: an import that closes a circle, and how it is told of. In a copy of their own: most of the imports above
close circles too.
"""


def said_of(copy: Path, imports: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What the linter says of each broken contract in a copy of the code that holds these imports."""
    copy.mkdir()
    shutil.copy(ROOT / "pyproject.toml", copy)
    for room in ("services", "shared"):
        shutil.copytree(ROOT / room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
    for importer, imported in imports:
        file = copy / Path(*importer.split(".")).with_suffix(".py")
        file.write_text(f"{file.read_text(encoding='utf-8')}\nimport {imported}\n", encoding="utf-8")
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    environment = {**os.environ, "COLUMNS": "400"}
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 1, done.stderr
    parts = re.split(r"^(.+)\n-+$", done.stdout.partition("Broken contracts\n")[2], flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.fixture(scope="module")
def broken(tmp_path_factory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("planted")
    circles = said_of(folder / "circles", [(importer, imported) for importer, imported, _ in CYCLES.values()])
    return said_of(folder / "layers", PLANTED.values()) | {name: circles[name] for name in CYCLES}


def test_every_contract_has_an_import_that_it_must_refuse():
    assert {contract["name"] for contract in CONTRACTS} == PLANTED.keys() | CYCLES.keys()


@pytest.mark.parametrize("name", PLANTED)
def test_a_wrong_import_breaks_the_contract_and_is_named(broken, name):
    importer, imported = PLANTED[name]
    assert re.search(rf"{re.escape(importer)} -> {re.escape(imported)} \(l\.\d+\)", broken[name])


@pytest.mark.parametrize("name", CYCLES)
def test_a_circle_breaks_the_contract_and_is_named(broken, name):
    assert CYCLES[name][2] in broken[name]


def test_no_contract_lets_what_it_refuses_through_other_files():
    assert [contract["name"] for contract in CONTRACTS if contract.get("allow_indirect_imports")] == []
    assert [contract["name"] for contract in CONTRACTS if contract.get("ignore_imports")] == []


def test_the_domain_loads_none_of_the_libraries_that_do_its_work():
    """Also by way of a package's own __init__, which the linter does not follow."""
    files = [file for name in ("aggregate.py", "events.py") for file in (ROOT / "services").rglob(name)]
    modules = [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files]
    (purity,) = [
        contract for contract in CONTRACTS if contract["name"] == "the domain knows neither HTTP nor SQL nor Kafka"
    ]
    program = (
        "import importlib, sys\n"
        f"for module in {modules!r}: importlib.import_module(module)\n"
        f"print(sorted(sys.modules.keys() & set({purity['forbidden_modules']!r})))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert (len(modules) > 40, done.stdout) == (True, "[]\n")
