"""A child that another program's answers are not taken for."""

import os
import socket
import time
from collections.abc import Callable

from shared.runtime.forked import Forked
from shared.runtime.ports import LOOPBACK, any_free


def listening(port: int) -> int:
    with socket.create_server((LOOPBACK, port)):
        time.sleep(60)
    return 0


def idle() -> int:
    time.sleep(60)
    return 0


def wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_port_that_another_program_serves_is_not_the_childs():
    port = any_free()
    child = Forked("idle", idle, port=port)
    child.start()
    try:
        with socket.create_server((LOOPBACK, port)):
            assert child.alive
            assert not child.listens
    finally:
        child.stop(within=5)


def test_a_child_that_takes_connections_is_known_by_its_port():
    port = any_free()
    child = Forked("listening", lambda: listening(port), port=port)
    child.start()
    try:
        wait_until(lambda: child.listens)
    finally:
        child.stop(within=5)


def test_a_child_prepares_at_once_and_goes_on_when_it_is_told_its_environment(tmp_path):
    prepared, done = tmp_path / "prepared", tmp_path / "done"

    def run() -> int:
        done.write_text(os.environ["PACTLINE_TOLD"])
        return 7

    child = Forked("told", run, environment=None, prepare=prepared.touch)
    child.start()
    try:
        wait_until(prepared.exists)
        assert child.alive
        assert not done.exists()
        child.tell({"PACTLINE_TOLD": "名字"})
        assert child.wait(within=20) == 7
        assert done.read_text() == "名字"
        child.start()
        assert child.wait(within=20) == 7
    finally:
        child.stop(within=5)


def test_a_child_that_could_not_prepare_is_known_and_may_be_told_all_the_same():
    def prepare() -> None:
        raise SystemExit(3)

    child = Forked("failing", idle, environment=None, prepare=prepare)
    child.start()
    assert child.wait(within=20) == 3
    child.tell({})
    assert child.wait(within=0) == 3
