import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.testing.ports import first_port

from .running import Installation, installation


@pytest.fixture(scope="module")
def port() -> int:
    return first_port()


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
