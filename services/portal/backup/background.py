"""Makes the back-ups that were asked for: each in a process of its own, which ends with the portal."""

import asyncio
import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any, Final

import structlog

from services.portal.backup.handlers import end, next_wanted, touch
from services.portal.backup.restoring import know_those_there, mark_noted, note_restored
from shared.keeping.beside import REFUSED
from shared.settings import PREFIX
from shared.web.running import Running

LOOKED_EVERY: Final = 1.0
TOUCHED_EVERY: Final = 10.0
BROKEN_OFF: Final = "broken off"

log = structlog.get_logger(__name__)


async def make_backups(running: Running) -> None:
    """For as long as the portal runs. A database that is away is asked again."""
    looked = False
    while True:
        try:
            if not looked:
                await _look_back(running)
                looked = True
            async with running.begin() as work:
                found = await next_wanted(work)
            if found is not None:
                await _make(running, found["backup_id"], found["actor"], Path(found["place"]))
        except Exception as error:  # noqa: BLE001 - whatever fails here must not end the watching
            log.warning("backup_not_made", error=repr(error))
        await asyncio.sleep(LOOKED_EVERY)


async def _look_back(running: Running) -> None:
    """At the start: what came of a restore, and which back-ups there are."""
    root = running.settings.data_dir.absolute()
    async with running.begin() as work:
        told = await note_restored(work, root)
        await know_those_there(work, running.settings.backup_folder)
    if told is not None:
        mark_noted(root, told)


async def _make(running: Running, backup_id: str, actor: str, place: Path) -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "shared.keeping.beside", str(place), stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=_environment(running),
    )  # fmt: skip
    try:
        told, words = await asyncio.gather(_followed(running, backup_id, child), _words(child))
        if await child.wait() not in (0, REFUSED):
            log.error("backup_broken_off", backup=backup_id, status=child.returncode, words=words)
            told = {"why": BROKEN_OFF}
    finally:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
    async with running.begin() as work:
        await end(work, backup_id, actor, place, **told)


def _environment(running: Running) -> dict[str, str]:
    settings = running.settings
    told = {
        "DATABASE_URL": settings.database_url,
        "SECRET": settings.secret.get_secret_value(),
        "DATA_DIR": str(settings.data_dir.absolute()),
    }
    return {**os.environ, **{f"{PREFIX}{name}": value for name, value in told.items()}}


async def _followed(running: Running, backup_id: str, child: asyncio.subprocess.Process) -> dict[str, Any]:
    """Writes down each step; gives what the last line says of the whole."""
    assert child.stdout is not None  # nosec B101  # noqa: S101 - it is a pipe
    done, last = 0, {"why": BROKEN_OFF}
    line = asyncio.ensure_future(child.stdout.readline())
    while True:
        await asyncio.wait([line], timeout=TOUCHED_EVERY)
        said = json.loads(line.result()) if line.done() and line.result() else {}
        if line.done() and not line.result():
            return last
        if line.done():
            line = asyncio.ensure_future(child.stdout.readline())
        step: dict[str, Any] = {}
        if "step" in said:
            done += 1
            step = {"step": said["step"], "done": done}
        elif said:
            last = {"why": said["refused"]} if "refused" in said else said
        async with running.begin() as work:
            await touch(work, backup_id, **step)


async def _words(child: asyncio.subprocess.Process) -> str:
    assert child.stderr is not None  # nosec B101  # noqa: S101 - it is a pipe
    return (await child.stderr.read()).decode("utf-8", "replace")[-2000:]
