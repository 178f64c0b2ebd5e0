"""A restore that a running installation's supervisor carries out because somebody asked for it on a page."""

import asyncio
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from services.keeping.bringing_back import PLACING, Asked, bring_back, list_of, mend
from shared.keeping import restore
from shared.keeping.errors import KeepingError
from shared.runtime.ports import LOOPBACK
from shared.runtime.requests import Wanted, read_told, say
from shared.settings import read_settings
from shared.values.errors import StartError
from shared.values.progress import Steps


class OnRequest:
    """Each runs in a process forked from the supervisor, with the servers and the secret in its environment."""

    def __init__(self, page: Callable[[Path, str, str], tuple[bytes, str]]) -> None:
        """`page` makes what somebody sees meanwhile, and its policy: of the data directory, the languages accepted, the
        cookies.
        """
        self._page = page

    def check(self, root: Path, wanted: Wanted) -> int:
        """Every byte against its checksum, the secret, the list of erased persons: before anybody has to wait."""

        def checked() -> None:
            found = restore.opened(Path(wanted.source))
            if restore.secret_of(Path(wanted.source), found, [_secret()]) != _secret():
                raise KeepingError(
                    "The back-up was made under another secret than this installation's.",
                    "Bring it back from a terminal: pactline restore.",
                )
            list_of(_asked(root, wanted))

        return _tried(root, checked)

    def restore(self, root: Path, wanted: Wanted) -> int:
        """Everything of the back-up in the place of what is there, or nothing."""

        def step(words: str) -> None:
            name = words.partition(":")[0]
            say(root, step=name, **({"state": "placing"} if words == PLACING else {}))

        def carried_out() -> None:
            done = bring_back(_asked(root, wanted), Steps(step))
            events = sum(one.events for one in done.manifest.services)
            say(root, state="done", events=events, erased=done.erased, withdrawn=done.withdrawn, ended_at=_now())

        return _tried(root, carried_out)

    def mend(self, root: Path) -> int:
        """To its end, or back to what was there before."""
        whole = asyncio.run(mend(root))
        if whole:
            say(root, state="done", ended_at=_now())
        else:
            say(root, state="failed", why="broken off", ended_at=_now())
        return 0

    def stand_in(self, root: Path, port: int) -> int:
        """One page for every address, with 503, since nothing else can be asked meanwhile."""
        page = self._page

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                accepted, cookies = self.headers.get("Accept-Language", ""), self.headers.get("Cookie", "")
                written, policy = page(root, accepted, cookies)
                self.send_response(503)
                for name, value in (
                    ("Content-Type", "text/html; charset=utf-8"),
                    ("Content-Length", str(len(written))),
                    ("Cache-Control", "no-store"),
                    ("Retry-After", "5"),
                    ("Content-Security-Policy", policy),
                ):
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(written)

            def log_message(self, *_: Any) -> None:
                """Nothing of who looked."""

        served = HTTPServer((LOOPBACK, port), Answer)
        signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=served.shutdown).start())
        served.serve_forever(poll_interval=0.1)
        served.server_close()
        return 0


def _asked(root: Path, wanted: Wanted) -> Asked:
    return Asked(Path(wanted.source), root, replace=True)


def _secret() -> str:
    return read_settings().secret.get_secret_value()


def _tried(root: Path, work: Callable[[], None]) -> int:
    try:
        work()
    except StartError as error:
        told = read_told(root)
        if told is not None:
            say(root, state="failed", why=str(error), ended_at=_now())
        return 1
    return 0


def _now() -> str:
    return datetime.now(UTC).isoformat()
