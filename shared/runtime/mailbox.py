"""A real SMTP server for development: what is sent lies as files in a Maildir, and nothing leaves the machine."""

import asyncio
import signal
from pathlib import Path

from shared.runtime.ports import LOOPBACK


def keep_mail(folder: Path, port: int) -> int:
    """Takes every message for every recipient until SIGTERM."""
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

    asyncio.run(listen())
    return 0
