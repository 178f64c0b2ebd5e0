"""Looks every hour for accounts that nobody uses, and tells of them: an event each, a figure, a line of the log."""

import asyncio
from typing import Final

import structlog
from prometheus_client import Gauge

from services.portal.unused_account.handlers import MOST, report_unused
from shared.web.running import Running

EVERY_SECONDS: Final = 3600.0
AGAIN_SECONDS: Final = 60.0
UNUSED: Final = Gauge("pactline_accounts_unused", "Accounts that nobody signed in with for two weeks.")

log = structlog.get_logger(__name__)


async def watch_accounts(running: Running) -> None:
    """For as long as the service runs; a database that is away is asked again in a minute."""
    while True:
        try:
            await look(running)
            pause = EVERY_SECONDS
        except Exception as error:  # noqa: BLE001 - whatever fails here must not end the watching
            log.warning("accounts_not_reviewed", error=repr(error))
            pause = AGAIN_SECONDS
        await asyncio.sleep(pause)


async def look(running: Running) -> int:
    """One round; gives how many accounts it reported."""
    reported = 0
    while True:
        async with running.begin() as work:
            done, unused = await report_unused(work)
        reported += done
        if done < MOST:
            break
    UNUSED.set(unused)
    if reported:
        log.warning("accounts_unused", reported=reported, unused=unused)
    return reported
