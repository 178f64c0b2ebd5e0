"""A PostgreSQL of a module's own, to be killed, frozen and filled; and the two small services on it."""

import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shared.runtime.ports import any_free
from shared.runtime.postgres import Postgres
from tests.faults.messaging.conftest import book, healed, held, settings, till

__all__ = ["book", "healed", "held", "settings", "till"]


@pytest.fixture(scope="module")
def keeper():
    """The one thread that starts servers: a child dies with the thread that forked it."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        yield pool


@pytest.fixture(scope="module")
def place():
    """Where the server lives; PostgreSQL runs as another account when we are root, and must pass."""
    folder = Path(tempfile.mkdtemp(prefix="pactline-server-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def database(place, keeper):
    server = Postgres(place / "postgres", place / "postgres.log", port=any_free())
    keeper.submit(server.start).result()
    yield server
    keeper.submit(server.stop, within=5.0).result()


@pytest.fixture(scope="module")
def postgres_url(database):
    return database.url
