"""Dashboards and alert rules ask only for what the code tells, and start as they are."""

import importlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY

from shared.observability.metrics import figure
from shared.settings import PORTS
from shared.web.app import own_events

ROOT = Path(__file__).resolve().parents[3]
GRAFANA = ROOT / "deploy" / "grafana"
BOARDS: dict[str, Any] = {
    file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted((GRAFANA / "dashboards").glob("*.json"))
}
ALERTS = yaml.safe_load((ROOT / "deploy" / "prometheus" / "alerts.yml").read_text(encoding="utf-8"))
RULES = [rule for group in ALERTS["groups"] for rule in group["rules"]]
TESTED = (ROOT / "deploy" / "prometheus" / "alerts_test.yml").read_text(encoding="utf-8")
PAGE = ROOT / "docs" / "operations" / "watching.md"

OF_PROMETHEUS = {"up": set(), "ALERTS": {"alertname", "alertstate", "severity"}}
"""What the asking server knows by itself."""

FROM_ASKING = {"service", "job", "instance"}
"""Labels that the scrape adds."""

UNITS = {"short", "none", "s", "bytes", "ops", "reqps", "percentunit"}
KINDS = {"row", "stat", "timeseries"}
NAME = re.compile(r"\b(?:pactline|process|python)_\w+|\bup\b|\bALERTS\b")
SELECTOR = re.compile(r"(\w+)\{([^}]*)\}")
MATCHER = re.compile(r'(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"')
GROUPED = re.compile(r"\bby \(([^)]*)\)")


@pytest.fixture(scope="module", autouse=True)
def every_metric() -> None:
    """Whatever a service declares is declared once it is imported, or starts."""
    for name in PORTS:
        service = importlib.import_module(f"services.{name}.app").SERVICE
        for event, (metric, meaning) in service.figures.items():
            figure(event, metric, meaning)
    importlib.import_module("services.scoring.generation.live_loop")


def known() -> dict[str, set[str]]:
    """Every name that can be asked for, with its labels."""
    found = {name: set(labels) for name, labels in OF_PROMETHEUS.items()}
    for collector, names in REGISTRY._collector_to_names.items():
        labels = set(getattr(collector, "_labelnames", ()))
        for name in names:
            found[name] = labels | ({"le"} if name.endswith("_bucket") else set())
    return found


def asked() -> list[tuple[str, str]]:
    """Where a query stands, and the query."""
    of_boards = [
        (f"{board}: {panel['title']}", target["expr"])
        for board, document in BOARDS.items()
        for panel in document["panels"]
        for target in panel.get("targets", ())
    ]
    return of_boards + [(f"alert {rule['alert']}", rule["expr"]) for rule in RULES]


@pytest.mark.parametrize(("where", "query"), asked())
def test_a_query_asks_for_a_metric_of_the_code_by_labels_that_it_has(where: str, query: str):
    names = set(NAME.findall(query))
    assert names, where
    assert names - known().keys() == set()
    labels = set().union(*(known()[name] for name in names)) | FROM_ASKING
    for name, selector in SELECTOR.findall(query):
        assert {label for label, _, _ in MATCHER.findall(selector)} <= known()[name] | FROM_ASKING, where
    for group in GROUPED.findall(query):
        assert {label.strip() for label in group.split(",")} <= labels, where


@pytest.mark.parametrize(("where", "query"), asked())
def test_a_service_or_an_event_that_a_query_names_exists(where: str, query: str):
    for _, selector in SELECTOR.findall(query):
        for label, sign, value in MATCHER.findall(selector):
            if label == "service":
                assert value in PORTS, where
            if label == "type":
                assert set(value.split("|") if sign == "=~" else [value]) <= counted_of(selector), where


def counted_of(selector: str) -> set[str]:
    """The events that the service of a selector counts from its start."""
    [service] = [value for label, _, value in MATCHER.findall(selector) if label == "service"]
    return set(own_events(service))


def test_there_is_a_dashboard_for_all_for_the_way_of_events_for_business_and_for_each_service():
    assert BOARDS.keys() == {"overview", "kafka-and-outbox", "business", *PORTS}
    uids = [board["uid"] for board in BOARDS.values()]
    assert len(set(uids)) == len({board["title"] for board in BOARDS.values()}) == len(BOARDS)


@pytest.mark.parametrize("name", BOARDS)
def test_a_dashboard_is_made_as_grafana_reads_it(name: str):
    panels = BOARDS[name]["panels"]
    assert BOARDS[name]["uid"] == f"pactline-{name}"
    assert len({panel["id"] for panel in panels}) == len(panels)
    for panel in panels:
        assert panel["type"] in KINDS
        assert panel["title"]
        if panel["type"] == "row":
            continue
        assert panel["description"]
        assert panel["fieldConfig"]["defaults"]["unit"] in UNITS
        assert panel["targets"]
        assert len({target["refId"] for target in panel["targets"]}) == len(panel["targets"])
        assert all(target["legendFormat"] for target in panel["targets"])
        assert {one["datasource"]["uid"] for one in (panel, *panel["targets"])} == {datasource()["uid"]}


@pytest.mark.parametrize("name", BOARDS)
def test_no_panel_lies_over_another_or_beside_the_page(name: str):
    taken: dict[tuple[int, int], str] = {}
    for panel in BOARDS[name]["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        for x in range(place["x"], place["x"] + place["w"]):
            for y in range(place["y"], place["y"] + place["h"]):
                assert taken.setdefault((x, y), panel["title"]) == panel["title"]


def datasource() -> dict[str, Any]:
    file = GRAFANA / "provisioning" / "datasources" / "prometheus.yml"
    [source] = yaml.safe_load(file.read_text(encoding="utf-8"))["datasources"]
    assert isinstance(source, dict)
    return source


def test_what_is_provisioned_is_where_the_container_finds_it():
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    mounts = dict(volume.split(":")[:2] for volume in compose["grafana"]["volumes"])
    file = GRAFANA / "provisioning" / "dashboards" / "pactline.yml"
    [provider] = yaml.safe_load(file.read_text(encoding="utf-8"))["providers"]
    assert mounts["./deploy/grafana/dashboards"] == provider["options"]["path"]
    assert mounts["./deploy/grafana/provisioning"] == "/etc/grafana/provisioning"
    assert datasource()["url"] == "http://prometheus:9090"
    assert dict(volume.split(":")[:2] for volume in compose["prometheus"]["volumes"])["./deploy/prometheus"]


def test_prometheus_reads_the_rules():
    config = yaml.safe_load((ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text(encoding="utf-8"))
    assert config["rule_files"] == ["alerts.yml"]
    assert [job["job_name"] for job in config["scrape_configs"]] == ["pactline"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_says_how_urgent_it_is_is_tried_and_has_its_paragraph(rule: dict[str, Any]):
    assert rule["labels"]["severity"] in ("page", "ticket")
    assert rule["annotations"]["summary"]
    assert rule["annotations"]["page"] == f"docs/operations/watching.md#{rule['alert'].lower()}"
    assert f"alertname: {rule['alert']}\n" in TESTED
    assert re.search(rf"^## {rule['alert']}$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_page_tells_of_no_alert_that_is_none_and_leads_nowhere_else():
    text = PAGE.read_text(encoding="utf-8")
    told = set(re.findall(r"^## (\w+)$", text, re.MULTILINE))
    assert told <= {rule["alert"] for rule in RULES}
    links = re.findall(r"\]\(([^)#]+\.md)", text)
    assert links
    assert [link for link in links if not (PAGE.parent / link).exists()] == []
