"""Somebody who was erased: forgotten at once, and the mails to them taken out of the installation's own mail box."""

import asyncio
from datetime import timedelta
from typing import Final

import structlog
from sqlalchemy import delete, select

from services.notify.message.aggregate import Stage
from services.notify.tables import messages, people
from shared.eventstore.deadlines import Deadline, set_deadline
from shared.eventstore.work import Work
from shared.runtime.mailbox import FOLDER, remove_mails
from shared.settings import platform_settings

MAILS: Final = "message.mails_of_erased"
"""The deadline of it; its subject is who was erased."""
LOOKS_AGAIN: Final = timedelta(seconds=30)

log = structlog.get_logger()


async def forget_erased(work: Work, person: str) -> None:
    """Nobody is told here any more. A file is no part of a transaction: mails go by a deadline, which is kept with the
    fact and tried until it is done, whoever dies meanwhile.
    """
    await work.execute(delete(people).where(people.c.person_id == person))
    await work.execute(set_deadline(MAILS, person, work.context.now))


async def take_mails_away(work: Work, due: Deadline) -> None:
    """Mails to the person are gone from the box, where the installation has one; looked for again while one may be on
    its way under an address that was asked for before the erasure.
    """
    theirs = select(messages.c.message_id, messages.c.stage, messages.c.due_at).where(
        messages.c.recipient == due.subject, messages.c.channel != "inbox"
    )
    rows = await work.rows(theirs)
    # The ledger first: whatever it says was sent lies in the box by now.
    named = {row["message_id"] for row in rows}
    gone = await asyncio.to_thread(remove_mails, platform_settings().data_dir / FOLDER, named)
    if gone:
        log.info("mails_of_erased_removed", mails=gone)
    now = work.context.now
    if any(row["stage"] == Stage.TRYING or (row["stage"] == Stage.INTENDED and row["due_at"] <= now) for row in rows):
        await work.execute(set_deadline(MAILS, due.subject, now + LOOKS_AGAIN))
