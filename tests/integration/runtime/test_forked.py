"""A child that another program's answers are not taken for."""

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
