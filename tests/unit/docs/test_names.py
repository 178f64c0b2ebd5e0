"""What pages for operators and partners name is there: files, figures, alerts, settings, words of logs, addresses."""

import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from services import operations
from services.catalogue import CATALOGUE
from shared.messaging.discovery import published_events
from shared.settings import variables
from shared.web.app import listed_of, routes_of

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
PAGES = sorted((*(DOCS / "operations").glob("*.md"), DOCS / "partners.md", DOCS / "reliability.md"))
FILE = re.compile(r"`((?:deploy|docs|services|shared|tests|bench)/[\w./-]+)`")
OF_FAULTS = re.compile(r"(?<![\w/])(\w+/test_\w+\.py)\b")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
SAID = re.compile(r"`([^`\n]+)`")
ADDRESS = re.compile(r"(?:GET |POST |PUT |PATCH |DELETE |`)(/v1/[a-z0-9_{}/|-]+)")
NO_ALERTS = {"DiskFullError", "StandardAuthorizer", "ReadWriteMany"}
PUT_TOGETHER = {"look_batches", "looks_unsealed"}
"""Tables of a chain, whose names code makes of the log's (shared/chained)."""
POSTGRES = {"wal_recycle", *(f"pactline_{spec.name}" for spec in CATALOGUE)}
OTHERS = {"OTEL_EXPORTER_OTLP_ENDPOINT", "FORWARDED_ALLOW_IPS"}


@cache
def code() -> str:
    """Everything that could say a word of a log, a table, a field or a figure."""
    files = [one for room in ("shared", "services", "deploy", "tests/faults") for one in (ROOT / room).rglob("*")]
    wanted = (".py", ".yml", ".yaml", ".tpl", ".json", ".sql")
    return "\n".join(one.read_text(encoding="utf-8") for one in files if one.suffix in wanted and one.is_file())


@cache
def addresses() -> frozenset[str]:
    """Every address of every service, parameters as `{}`."""
    found: set[str] = set()
    for spec in CATALOGUE:
        found |= {re.sub(r"{[^}]*}", "{}", route.path) for route in routes_of(operations.declaration(spec.name))}
    return frozenset(found)


@cache
def granted() -> frozenset[str]:
    """Every permission that there is."""
    return frozenset(name for spec in CATALOGUE for name in listed_of(operations.declaration(spec.name)))


def words(page: Path, pattern: str) -> set[str]:
    """The words in code marks that fit."""
    said = " ".join(SAID.findall(page.read_text(encoding="utf-8")))
    return set(re.findall(pattern, said))


each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@each_page
def test_each_file_that_a_page_names_is_there(page: Path):
    text = page.read_text(encoding="utf-8")
    named = [ROOT / one for one in FILE.findall(text)] + [page.parent / one for one in LINK.findall(text)]
    named += [ROOT / "tests" / "faults" / one for one in OF_FAULTS.findall(text) if page.name == "reliability.md"]
    assert [f"{one}" for one in named if not one.exists()] == []


@each_page
def test_each_figure_and_each_word_of_a_log_that_a_page_names_is_said_by_the_code(page: Path):
    named = words(page, r"(?<![\w./{])[a-z]+(?:_[a-z]+)+(?![\w/(])")
    ours = named - PUT_TOGETHER - POSTGRES
    assert sorted(one for one in ours if not re.search(rf"\b{one}\b", code())) == []


@each_page
def test_each_setting_that_a_page_names_is_read(page: Path):
    named = words(page, r"\b(?:PACTLINE|OTEL|FORWARDED)_[A-Z_]+\b")
    known = variables() | OTHERS
    assert sorted(one for one in named if one not in known and one not in code()) == []


@each_page
def test_each_alert_that_a_page_names_is_raised(page: Path):
    rules = yaml.safe_load((ROOT / "deploy" / "prometheus" / "alerts.yml").read_text(encoding="utf-8"))
    raised = {rule["alert"] for group in rules["groups"] for rule in group["rules"]}
    named = words(page, r"\b[A-Z][a-z]+(?:[A-Z][a-z]+)+\b") - NO_ALERTS
    assert sorted(named - raised) == []


@each_page
def test_each_permission_and_each_event_that_a_page_names_exists(page: Path):
    services = "|".join((*(spec.name for spec in CATALOGUE), "platform"))
    named = words(page, rf"(?<![\w./])(?:{services})\.[a-z_]+\.[a-z][a-z_0-9]*\b")
    published = {name for events in published_events().values() for name in events}
    assert sorted(named - granted() - published) == []


@each_page
def test_each_address_that_a_page_names_answers(page: Path):
    named = {one.rstrip("/") for one in ADDRESS.findall(page.read_text(encoding="utf-8"))}
    parts = [(one.rpartition("/")[0], one.rpartition("/")[2].split("|")) for one in named]
    asked = {re.sub(r"{[^}]*}", "{}", f"{before}/{end}") for before, ends in parts for end in ends}
    assert sorted(asked - addresses()) == []
