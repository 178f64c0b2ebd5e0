"""A start that cannot be is told in one sentence and ends with status 2; what runs already is left alone."""

import socket

import pytest

from .running import installation


def refused(one) -> str:
    one.start()
    words = one.refusal()
    assert one.process.returncode == 2
    assert "Traceback" not in words
    return words


def test_a_second_start_in_the_same_directory_leaves_the_first_alone(running):
    with installation(running.data_dir, running.port + 4) as second:
        words = refused(second)
    assert f"Pactline already runs in {running.data_dir} (process {running.process.pid})" in words
    assert f"http://127.0.0.1:{running.port}" in words
    assert "--data-dir" in words
    assert running.answers()


def test_a_service_port_in_use_is_named_before_anything_starts(tmp_path, port):
    with socket.socket() as somebody:
        somebody.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        somebody.bind(("127.0.0.1", port + 7))
        somebody.listen()
        with installation(tmp_path / "data", port + 6) as one:
            words = refused(one)
    assert f"Port {port + 7}, needed for the service book, is already in use" in words
    assert not (tmp_path / "data" / "postgres").exists()


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("PACTLINE_PARTITIONS", "many", "PACTLINE_PARTITIONS"),
        ("PACTLINE_TIME_ZONE", "Nowhere/Atlantis", "PACTLINE_TIME_ZONE"),
        ("PACTLINE_SECRET_FILE", "/does/not/exist", "/does/not/exist"),
    ],
)
def test_a_setting_that_is_not_understood_is_named(tmp_path, port, variable, value, words):
    with installation(tmp_path / "data", port + 6, **{variable: value}) as one:
        assert words in refused(one)


def test_a_database_that_does_not_answer_is_told(tmp_path, port):
    environment = {"PACTLINE_DATABASE_URL": "postgresql://nobody:x@127.0.0.1:9/x", "PACTLINE_KAFKA": "127.0.0.1:9"}
    with installation(tmp_path / "data", port + 6, **environment) as one:
        assert "databases could not be brought up to date" in refused(one)
