"""Every port, variable, path and command that deployment files name exists in the code."""

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from services.__main__ import app
from services.catalogue import CATALOGUE
from shared.messaging.topics import SERVICES, topic_of, topic_settings
from shared.runtime.postgres import MAJOR
from shared.settings import PORTS, PlatformSettings, variables

ROOT = Path(__file__).resolve().parents[3]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
OURS = {"migrate", "rights", *(spec.name for spec in CATALOGUE)}
COMMANDS = set(typer.main.get_command(app).commands)


def targets() -> dict[str, str]:
    """Build target to its lines."""
    parts = re.split(r"^FROM \S+ AS (\w+)$", DOCKERFILE, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_compose_runs_every_service_and_what_they_stand_on():
    assert set(COMPOSE["services"]) == OURS | {"postgres", "kafka", "prometheus", "grafana"}


def test_every_variable_of_compose_is_one_that_settings_read():
    for name in OURS:
        assert {key for key in COMPOSE["services"][name]["environment"] if key.startswith("PACTLINE_")} <= variables()


def test_every_variable_of_the_dockerfile_is_one_that_settings_read():
    assert set(re.findall(r"\b(PACTLINE_\w+)=", DOCKERFILE)) <= variables()


@pytest.mark.parametrize("name", PORTS)
def test_a_service_has_one_port_in_code_compose_dockerfile_and_addresses(name):
    service, port = COMPOSE["services"][name], PORTS[name]
    assert service["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert service["healthcheck"]["test"][-1] == f"http://127.0.0.1:{port}"
    assert service["environment"][f"PACTLINE_{name.upper()}_URL"] == f"http://{name}:{port}"
    assert f"EXPOSE {port}\n" in targets()[name]
    assert f'"http://127.0.0.1:{port}"' in targets()[name]


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_container_runs_a_command_that_exists_as_an_account_without_rights(name):
    target = COMPOSE["services"][name]["build"]["target"]
    command = re.search(r'^CMD \["pactline", "(\w+)"\]$', targets()[target], flags=re.MULTILINE)
    assert command is not None
    assert command[1] in COMMANDS
    assert COMPOSE["services"][name].get("command", ["pactline", command[1]])[1] in COMMANDS
    assert COMPOSE["services"][name]["user"] == "10001"
    assert "\nUSER 10001\n" in targets()["service"]


def test_no_container_runs_as_root():
    assert [name for name, service in COMPOSE["services"].items() if service.get("user") in (None, "root", "0")] == []


def test_every_container_that_stays_says_how_it_is():
    assert [name for name, service in COMPOSE["services"].items() if "healthcheck" not in service] == [
        "rights",
        "migrate",
    ]


def test_every_path_of_this_repository_exists():
    mounted = [volume.split(":")[0] for s in COMPOSE["services"].values() for volume in s.get("volumes", [])]
    copied = [
        word
        for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, flags=re.MULTILINE)
        for word in line.split()
    ]
    built = [COMPOSE["services"][name]["build"]["dockerfile"] for name in OURS]
    for place in [*(path for path in mounted if path.startswith("./")), *copied, *built]:
        assert (ROOT / place).exists(), place


def test_every_module_that_a_container_calls_exists():
    for module in set(re.findall(r'"-m", "([\w.]+)"', DOCKERFILE)):
        assert find_spec(module) is not None


def test_every_named_volume_is_declared():
    named = {volume.split(":")[0] for s in COMPOSE["services"].values() for volume in s.get("volumes", [])}
    assert {name for name in named if not name.startswith(("./", "/"))} == set(COMPOSE["volumes"])


def declared_topics() -> tuple[dict[str, Any], PlatformSettings]:
    """What is declared to Kafka, and the settings for which it is."""
    text = (ROOT / "deploy" / "kafka" / "topics.yml").read_text(encoding="utf-8")
    replication = re.search(r"PACTLINE_REPLICATION=(\d+)\.$", text, flags=re.MULTILINE)
    assert replication is not None
    return yaml.safe_load(text), PlatformSettings(replication=int(replication[1]))


def test_the_declared_topics_are_those_that_the_code_makes_with_their_partitions_and_copies():
    declared, settings = declared_topics()
    assert declared["topics"] == [topic_of(service, settings) for service in SERVICES]
    assert declared["partitions"] == settings.partitions
    assert declared["replication"] == settings.replication
    assert set(declared) == {"topics", "partitions", "replication", "config"}


def test_the_declared_topics_have_the_settings_that_the_code_sets_and_keep_every_event_without_end():
    declared, settings = declared_topics()
    assert declared["config"] == topic_settings(settings)
    assert (declared["config"]["retention.ms"], declared["config"]["retention.bytes"]) == ("-1", "-1")


def test_the_portals_image_has_the_programs_that_back_ups_run_of_the_servers_version():
    run = {
        name
        for file in (ROOT / "shared" / "keeping").glob("*.py")
        for name in re.findall(r'"(pg_\w+)"', file.read_text(encoding="utf-8"))
    }
    assert run == set(re.findall(r"pginstall/bin/(pg_\w+) ", DOCKERFILE.replace(" --version", "")))
    assert "COPY --from=build /opt/clients /opt/clients" in targets()["portal"]
    assert COMPOSE["services"]["postgres"]["image"] == f"postgres:{MAJOR}"


def test_back_ups_of_the_page_lie_on_a_volume_of_the_portal():
    portal = COMPOSE["services"]["portal"]
    assert f"backups:{portal['environment']['PACTLINE_BACKUPS']}" in portal["volumes"]
    assert portal["environment"]["PACTLINE_BACKUPS"] in targets()["service"]


def test_who_was_erased_is_kept_on_a_volume_of_whoever_is_told_to_keep_it_there():
    """A back-up that is brought back would open what was erased, if the list were gone with its container."""
    told = {name: one for name, one in COMPOSE["services"].items() if "PACTLINE_ERASURES" in one.get("environment", {})}
    assert set(PORTS) <= set(told)
    for name, one in told.items():
        places = dict(volume.split(":")[:2] for volume in one.get("volumes", []))
        assert one["environment"]["PACTLINE_ERASURES"].startswith(f"{places['erasures']}/"), name


@pytest.mark.parametrize("name", PORTS)
def test_whose_forwarded_addresses_are_believed_can_be_said(name):
    assert COMPOSE["services"][name]["environment"]["FORWARDED_ALLOW_IPS"] == "${FORWARDED_ALLOW_IPS:-127.0.0.1}"


def test_prometheus_asks_every_service():
    config = yaml.safe_load((ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text(encoding="utf-8"))
    asked = [
        target for job in config["scrape_configs"] for group in job["static_configs"] for target in group["targets"]
    ]
    assert asked == [f"{name}:{port}" for name, port in PORTS.items()]
