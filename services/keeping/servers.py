"""The servers of an installation that is stopped, for as long as a command works on them."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from services import operations
from shared.keeping.errors import KeepingError
from shared.runtime.data_dir import DataDir
from shared.runtime.installation import Servers, to_stderr
from shared.runtime.state import end_leftovers, read_state

FIRST_PORT: Final = 8400


@contextmanager
def of_the_stopped(data_dir: Path, purpose: str) -> Iterator[Mapping[str, str]]:
    """PostgreSQL and Kafka without services: your own ones where the environment names them, else the private ones of
    the data directory, started for this. Raises `StartError`, naming `purpose`, where an installation runs over it.

    The process's environment names them meanwhile. Needs a process without threads.
    """
    if operations.names_servers():
        yield {}
        return
    place = DataDir(data_dir)
    if place.is_running():
        raise KeepingError(f"Pactline runs over {place.root}.", f"Stop it, {purpose}, and start it again.")
    place.open()
    servers = Servers(place, FIRST_PORT, to_stderr)
    before = dict(os.environ)
    try:
        end_leftovers(read_state(place.state))
        servers.read_settings()
        servers.start(mail=False)
        os.environ.update(servers.for_migration())
        yield servers.for_migration()
    finally:
        servers.stop()
        place.state.unlink(missing_ok=True)
        place.close()
        os.environ.clear()
        os.environ.update(before)
