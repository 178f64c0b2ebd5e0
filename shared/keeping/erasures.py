"""The list of erased persons that lives outside databases, topics and backups, so that no restore brings anybody back.

One line a person's stream, `{"stream": …, "erased_at": …}`, in one file a service and machine below the folder that
`PACTLINE_ERASURES` names. It holds no personal data: a stream's name is a number.
"""

import asyncio
import json
import os
import socket
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

import structlog

from shared.eventstore.store import Store
from shared.runtime.errors import from_os_error

EVERY_SECONDS: Final = 60.0
AFTER_FAILURE: Final = 5.0

ERASED: Final = "SELECT stream_id, erased_at FROM erasures ORDER BY erased_at"

log = structlog.get_logger()


def listed(folder: Path) -> dict[str, dict[str, str]]:
    """Every stream on the list with the time of its erasure, by service. A line that was cut short by a crash is left
    out: its service writes it again. Raises `StartError` when a file can't be read.
    """
    found: dict[str, dict[str, str]] = {}
    try:
        for file in sorted(folder.glob("*.jsonl")):
            service = file.name.partition(".")[0]
            for line in file.read_text(encoding="utf-8").splitlines():
                try:
                    one = json.loads(line)
                    found.setdefault(service, {})[str(one["stream"])] = str(one["erased_at"])
                except (ValueError, KeyError, TypeError):
                    continue
    except OSError as error:
        raise from_os_error(error, folder, "name the folder of the list with --erasures") from error
    return found


class ErasureList:
    """One service's part of the list, kept in step with its store.

    `note` runs between the commit of an erasure and its answer; whatever it could not write, because the process died
    or the disk was away, `keep` writes at the next start or within a minute.
    """

    def __init__(self, store: Store, folder: Path, kinds: Collection[str]) -> None:
        self._store = store
        self._file = folder / f"{store.service}.{socket.gethostname()}.jsonl"
        self._kinds = frozenset(kinds)
        self._known: set[str] | None = None
        self._turn = asyncio.Lock()

    async def note(self, streams: Iterable[str]) -> None:
        """After an erasure has committed; never raises, since the erasure itself is done."""
        if any(self._is_person(stream) for stream in streams):
            await self._try()

    async def keep(self) -> None:
        """Until cancelled."""
        while True:
            written = await self._try()
            await asyncio.sleep(EVERY_SECONDS if written else AFTER_FAILURE)

    async def _try(self) -> bool:
        try:
            await self.write()
        except Exception as error:  # noqa: BLE001 - whatever it was, it is tried again and said
            log.error("erasures_not_listed", service=self._store.service, error=repr(error))  # noqa: TRY400 - no trace
            return False
        return True

    async def write(self) -> None:
        """Brings the list up to the store."""
        async with self._turn:
            rows = await self._store.database.pool("system").fetch(ERASED)
            if self._known is None:
                known = await asyncio.to_thread(_begun, self._file.parent)
                self._known = set(known.get(self._store.service, ()))
            fresh = [row for row in rows if self._is_person(row["stream_id"]) and row["stream_id"] not in self._known]
            if fresh:
                lines = [{"stream": row["stream_id"], "erased_at": row["erased_at"].isoformat()} for row in fresh]
                await asyncio.to_thread(_append, self._file, lines)
                self._known.update(row["stream_id"] for row in fresh)

    def _is_person(self, stream: str) -> bool:
        return stream.partition("-")[0] in self._kinds


def _begun(folder: Path) -> dict[str, dict[str, str]]:
    """A list of nobody is a folder too: a restore must be able to tell it from one that was forgotten."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return listed(folder)


def _append(file: Path, lines: list[dict[str, str]]) -> None:
    cut_short = file.exists() and not file.read_bytes().endswith(b"\n") and file.stat().st_size > 0
    with file.open("a", encoding="utf-8") as out:
        out.write("\n" * cut_short + "".join(f"{json.dumps(line)}\n" for line in lines))
        out.flush()
        os.fsync(out.fileno())
