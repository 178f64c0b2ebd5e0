"""A child that another program's answers are not taken for, and that goes by its own settings."""

import socket
import time
from collections.abc import Callable

from shared.runtime.forked import Forked
from shared.runtime.ports import LOOPBACK, any_free
from shared.settings import platform_settings


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


def test_a_child_goes_by_the_settings_it_is_given_though_its_parent_has_read_its_own():
    own = platform_settings().database_url
    given = "postgresql://postgres@127.0.0.1:1/postgres"
    assert own != given
    child = Forked(
        "settings",
        lambda: 0 if platform_settings().database_url == given else 1,
        environment={"PACTLINE_DATABASE_URL": given},
    )
    child.start()
    assert child.wait(20) == 0
    assert platform_settings().database_url == own
