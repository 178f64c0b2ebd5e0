import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from .running import Installation, installation


def free_ports(number: int = 2) -> int:
    """The first of so many free neighbours, elsewhere in every process."""
    start = 20000 + os.getpid() % 1000 * 10
    for first in range(start, start + 1000, 10):
        with ExitStack() as stack:
            try:
                for port in range(first, first + number):
                    stack.enter_context(socket.socket()).bind(("127.0.0.1", port))
            except OSError:
                continue
            return first
    raise AssertionError("no free ports")


@pytest.fixture(scope="module")
def port() -> int:
    return free_ports()


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    # pytest's own temporary folders are closed to the account that PostgreSQL runs under when we are root
    folder = Path(tempfile.mkdtemp(prefix="pactline-fault-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def one(data_dir: Path, port: int) -> Iterator[Installation]:
    with installation(data_dir, port) as made:
        yield made


@pytest.fixture
def running(one: Installation) -> Installation:
    """The module's installation, started unless it runs."""
    if one.process is None or one.process.poll() is not None:
        one.start()
        one.ready()
    return one
