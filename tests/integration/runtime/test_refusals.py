"""What stands in the way of a start is said in a sentence with a next step."""

import pwd
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.runtime import kafka_jars, postgres
from shared.runtime.accounts import account_for_postgres
from shared.runtime.data_dir import DataDir
from shared.runtime.errors import StartError
from shared.runtime.kafka import Kafka
from shared.runtime.ports import any_free, require_free
from shared.runtime.postgres import Postgres


def silent(_: str) -> None:
    pass


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="pactline-refusal-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        yield somebody.getsockname()[1]


def test_a_port_in_use_is_named_with_its_holder(taken):
    with pytest.raises(StartError, match=rf"Port {taken}, needed for the service portal, .* by \S+ \(process \d+\)"):
        require_free(taken, "the service portal")


def test_postgres_on_a_port_in_use_names_it(folder, taken):
    with pytest.raises(StartError, match=rf"Port {taken}, needed for PostgreSQL, is already in use"):
        Postgres(folder / "postgres", folder / "log", port=taken, durable=False).start()


def test_kafka_on_a_port_in_use_names_it(folder, taken):
    with pytest.raises(StartError, match=rf"Port {taken}, needed for Kafka, is already in use"):
        Kafka(folder / "kafka", folder / "log", port=taken).start()


def test_a_second_server_over_the_same_files_is_refused_and_the_first_is_unharmed(folder, monkeypatch):
    monkeypatch.setattr(postgres, "_LEFTOVER_PATIENCE", 0.4)
    first = Postgres(folder / "postgres", folder / "log", port=any_free(), durable=False)
    first.start()
    try:
        with pytest.raises(StartError, match="Another PostgreSQL runs over the files"):
            Postgres(folder / "postgres", folder / "second.log", port=any_free(), durable=False).start()
        assert first.alive
    finally:
        first.stop()


def test_a_missing_system_library_is_named(folder, monkeypatch):
    installed = postgres.programs()
    (folder / "programs" / "bin").mkdir(parents=True)
    for name in ("postgres", "initdb"):
        shutil.copy(installed / "bin" / name, folder / "programs" / "bin" / name)
    monkeypatch.setattr(postgres, "programs", lambda: folder / "programs")
    with pytest.raises(StartError, match=r"PostgreSQL needs the system library lib\S+") as refusal:
        Postgres(folder / "postgres", folder / "log", port=any_free(), durable=False).start()
    assert "apt-file search lib" in refusal.value.next_step


def test_files_of_another_version_of_postgres_are_not_touched(folder):
    (folder / "postgres" / "data").mkdir(parents=True)
    (folder / "postgres" / "data" / "PG_VERSION").write_text("17\n")
    with pytest.raises(StartError, match="written by PostgreSQL 17") as refusal:
        Postgres(folder / "postgres", folder / "log", port=any_free()).start()
    assert "Restore a backup" in refusal.value.next_step


def test_without_network_the_first_download_says_so(folder, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with pytest.raises(StartError, match="could not be downloaded") as refusal:
        kafka_jars.kafka_folder(silent)
    assert "PACTLINE_KAFKA" in refusal.value.next_step


def test_a_jar_that_is_not_the_listed_one_is_refused(folder, monkeypatch):
    wrong = folder / "kafka-clients-4.1.1.jar"
    wrong.write_bytes(b"somebody else's")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    monkeypatch.setattr(kafka_jars, "_download", lambda _: [wrong])
    with pytest.raises(StartError, match=r"kafka-clients-4\.1\.1\.jar is not the file"):
        kafka_jars.kafka_folder(silent)


def test_cached_jars_need_no_network(folder, monkeypatch, servers):
    monkeypatch.setattr(kafka_jars, "_download", lambda _: pytest.fail("asked the network"))
    assert kafka_jars.kafka_folder(silent).is_dir()


def test_too_little_disk_is_told_before_anything_starts(folder):
    with pytest.raises(StartError, match=r"has \d+ MB left; Pactline needs") as refusal:
        DataDir(folder / "data").open(least_free=1 << 62)
    assert "--data-dir" in refusal.value.next_step


def test_a_file_in_the_place_of_the_data_directory_is_told(folder):
    (folder / "data").write_text("mine")
    with pytest.raises(StartError, match="is not a directory"):
        DataDir(folder / "data").open()


def test_root_without_another_account_is_told_to_make_one(folder, monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 0)
    with pytest.raises(StartError, match="refuses to run as root") as refusal:
        account_for_postgres(folder / "data", candidates=("nobody-has-this-name",))
    assert "useradd --system pactline" in refusal.value.next_step


def test_root_runs_postgres_as_an_account_without_rights(folder, monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 0)
    account = account_for_postgres(folder / "data")
    assert account is not None
    assert account.uid == pwd.getpwnam(account.name).pw_uid != 0


def test_the_secret_is_made_once_and_read_by_its_owner_only(folder):
    place = DataDir(folder / "data")
    place.open()
    secret = place.secret()
    assert len(secret) >= 48
    assert place.secret() == secret
    assert (place.root / "secret").stat().st_mode & 0o777 == 0o600
    place.close()
