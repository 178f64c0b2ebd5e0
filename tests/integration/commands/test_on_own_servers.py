"""What keeps an installation on servers of one's own: data for programs on standard output, steps on standard error."""

import json

import pytest

from services.catalogue import CATALOGUE
from shared.migrations.chain import chain_of
from shared.migrations.run import revisions
from shared.runtime.ports import any_free
from shared.testing.isolation import SECRET
from shared.testing.servers import own_servers
from tests.integration.keeping.living import pactline

NAMES = [spec.name for spec in CATALOGUE]


@pytest.fixture(scope="module")
def named():
    """Servers that hold nothing yet, by the variables that name them."""
    with own_servers() as servers:
        yield {
            "PACTLINE_DATABASE_URL": servers.postgres_url,
            "PACTLINE_KAFKA": servers.kafka_bootstrap,
            "PACTLINE_SECRET": SECRET,
            "PACTLINE_PARTITIONS": "1",
        }


@pytest.fixture(scope="module")
def migrated(named):
    """The same, and what the first migration printed."""
    return named, told(named, "migrate")


def told(named, *command):
    """What it gives programs, and the lines beside."""
    done = pactline(*command, "--json", **named)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 1
    return json.loads(done.stdout), done.stderr.splitlines()


def test_migrate_tells_what_it_changed_and_where_each_database_stands(migrated):
    named, (first, steps) = migrated
    for service in NAMES:
        ends = {table: chain_of(folder).goal(finish=False) for table, folder in revisions(service).items()}
        assert first[service] == {"changed": True, **ends}
        assert next(step for step in steps if step.startswith(f"{service}: ")) == f"{service}: 0001_platform"
    again, steps = told(named, "migrate")
    assert again == {service: {**stands, "changed": False} for service, stands in first.items()}
    assert steps == ["kafka: topics are made and set right"]
    plain = pactline("migrate", **named)
    assert plain.stdout.splitlines() == [f"{service:10} was up to date" for service in NAMES]


def test_an_audit_names_each_store_as_it_comes_to_it(migrated):
    named, _ = migrated
    report, steps = told(named, "audit")
    assert report["clean"]
    assert [f"{service}: its store against its topic" for service in NAMES] == [
        step for step in steps if step.endswith("its store against its topic")
    ]


@pytest.mark.parametrize("service", ["contract", "scoring"])
def test_a_rebuild_of_a_services_own_tables_says_what_it_does(service, migrated):
    named, _ = migrated
    checks, steps = told(named, service, "rebuild-own" if service == "scoring" else "rebuild")
    assert all(check["same"] for check in checks)
    assert steps == [f"{service}: events are folded again", f"{service}: tables are held against the live ones"]


def test_republishing_names_each_service_that_it_sets_back(migrated):
    named, _ = migrated
    done, steps = told(named, "asset", "republish")
    assert done == {"service": "asset", "events": 0, "put_back": []}
    assert [step for step in steps if step.endswith("set back to the first record")] == [
        f"{service}: set back to the first record" for service in NAMES
    ]


def test_examples_of_topics_without_events_are_none(migrated, tmp_path):
    named, _ = migrated
    assert told(named, "examples", tmp_path)[0] == {"kept": []}


def test_a_rebuild_of_read_models_gives_its_checksums_alone_on_standard_output(migrated):
    named, _ = migrated
    done, _steps = told(named, "scoring", "rebuild")
    assert (done["events"], done["compared"]) == (0, False)
    assert len(done["checksums"]) > 5


@pytest.mark.parametrize(
    ("server", "command"),
    [
        ("PACTLINE_KAFKA", ["migrate"]),
        ("PACTLINE_KAFKA", ["examples", "kept"]),
        ("PACTLINE_KAFKA", ["scoring", "rebuild"]),
        ("PACTLINE_DATABASE_URL", ["migrate"]),
        ("PACTLINE_DATABASE_URL", ["scoring", "rebuild"]),
    ],
)
def test_a_server_that_is_away_is_told_in_a_sentence_with_what_to_do(server, command, migrated, tmp_path, monkeypatch):
    named, _ = migrated
    monkeypatch.chdir(tmp_path)
    nobody = f"127.0.0.1:{any_free()}"
    away = nobody if server == "PACTLINE_KAFKA" else f"postgresql://postgres:secret@{nobody}/postgres"
    done = pactline(*command, **{**named, server: away})
    assert done.returncode == 1
    *_, reason, next_step = done.stderr.splitlines()
    assert server in next_step
    assert "Traceback" not in done.stderr
    assert reason.endswith(".")
