"""A real SMTP server for development: what is sent lies as files in a Maildir, and nothing leaves the machine."""

import asyncio
import re
import signal
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from shared.runtime.ports import LOOPBACK

FOLDER: Final = "mail"
"""Of the data directory."""
_NAMED: Final = re.compile(rb"^message-id:\s*<([^@>\s]+)@", re.IGNORECASE | re.MULTILINE)
_HEAD_ENDS: Final = re.compile(rb"\r?\n\r?\n")


def keep_mail(folder: Path, port: int) -> int:
    """Takes every message for every recipient until SIGTERM. What a killed server left half taken goes first: its
    sender never heard that it was taken.
    """
    from aiosmtpd.handlers import Mailbox
    from aiosmtpd.smtp import SMTP

    async def listen() -> None:
        loop = asyncio.get_running_loop()
        stopped = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopped.set)
        handler = Mailbox(folder)
        server = await loop.create_server(
            lambda: SMTP(handler, hostname="localhost", enable_SMTPUTF8=True), LOOPBACK, port
        )
        async with server:
            await stopped.wait()

    for half in folder.glob("tmp/*"):
        half.unlink(missing_ok=True)
    asyncio.run(listen())
    return 0


def remove_mails(folder: Path, named: Collection[str]) -> int:
    """The mails that carry one of these before the @ of their Message-ID are gone; gives how many there were.

    Where there is no box, or a mail is gone already, nothing is done. Raises `OSError` where one can't be read or
    removed.
    """
    wanted = {name.encode() for name in named}
    found = [file for file in _mails(folder) if _name_of(file) in wanted] if wanted else []
    for file in found:
        file.unlink(missing_ok=True)
    return len(found)


def empty_box(folder: Path) -> None:
    """No mail lies in the box any more; it goes on taking some."""
    for file in _mails(folder):
        file.unlink(missing_ok=True)


def _mails(folder: Path) -> Iterator[Path]:
    return (file for file in folder.glob("*/*") if file.is_file())


def _name_of(file: Path) -> bytes | None:
    try:
        head = _HEAD_ENDS.split(file.read_bytes(), maxsplit=1)[0]
    except FileNotFoundError:
        return None
    found = _NAMED.search(head)
    return found[1] if found else None
