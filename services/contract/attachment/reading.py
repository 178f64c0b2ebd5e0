"""A file's words, read in a process of its own: at most so much time and memory, and none of this process' secrets."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from typing import Final

from services.contract.attachment.words import Found
from services.contract.file.events import FileKind

PROGRAM: Final = "services.contract.attachment.beside"
KNOWN: Final = ("PATH", "PYTHONPATH", "PYTHONHOME", "LANG", "SYSTEMROOT")
"""What of the environment the process may know."""
PATIENCE: Final = 60.0
"""Seconds by the clock: behind its own bound of processor time."""


async def read_words(kind: FileKind, data: bytes) -> Found:
    """Never raises for what a file is; whoever waits no longer takes the process along."""
    environment = {name: os.environ[name] for name in KNOWN if name in os.environ}
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", PROGRAM, kind, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL, env=environment,
    )  # fmt: skip
    try:
        async with asyncio.timeout(PATIENCE):
            told, _ = await child.communicate(data)
    except TimeoutError:
        return Found("failed", reason="too_long")
    finally:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
    if child.returncode == 0:
        return Found(**json.loads(told))
    late = child.returncode in (-signal.SIGXCPU, -signal.SIGKILL)
    return Found("failed", reason="too_long" if late else "too_large")
