"""Fresh servers for one measurement, with the settings of an installation, gone with all their files afterwards."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.measure import Given
from shared.runtime.kafka import Kafka
from shared.runtime.ports import any_free, on_a_port
from shared.runtime.postgres import Postgres


@contextmanager
def servers(needs: frozenset[str], *, short: bool) -> Iterator[Given]:
    """What a measurement is given. Durable as an installation is: a commit waits for the disk on both sides."""
    home = Path(tempfile.mkdtemp(prefix="pactline-bench-"))
    home.chmod(0o711)
    with ExitStack() as running:
        running.callback(shutil.rmtree, home, ignore_errors=True)

        def postgres(port: int) -> str:
            return _started(running, Postgres(home / "postgres", home / "postgres.log", port=port), home)

        logs: Path | None = None

        def kafka(port: int) -> str:
            nonlocal logs
            server = Kafka(home / "kafka", home / "kafka.log", port=port, report=_say)
            logs = server.data
            return _started(running, server, home)

        postgres_url = on_a_port(postgres, any_free()) if "postgres" in needs else ""
        bootstrap = on_a_port(kafka, any_free()) if "kafka" in needs else ""
        own = home / "files"
        own.mkdir()
        yield Given(postgres_url, bootstrap, own, short, logs)


def _started(running: ExitStack, server: Postgres | Kafka, home: Path) -> str:
    address = server.start()
    if not server.home.is_relative_to(home.resolve()):
        running.callback(shutil.rmtree, server.home, ignore_errors=True)
    running.callback(server.stop, 10.0)
    return address


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")
