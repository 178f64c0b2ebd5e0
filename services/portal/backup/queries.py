"""Which back-ups there are, and how far each is."""

from datetime import timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import select

from services.portal.backup.schemas import BackupAnswer
from services.portal.backup.tables import backups
from shared.eventstore.work import Work
from shared.keeping.manifest import MANIFEST
from shared.settings import PORTS
from shared.web.routing import PageWanted, page_of

STEPS: Final = len(PORTS) + 3
"""The one moment, each service, the files, and writing down what was made."""
LOST_AFTER: Final = timedelta(seconds=60)
UNDER_WAY: Final = ("wanted", "running")


async def backup_page(work: Work, page: PageWanted) -> list[BackupAnswer]:
    """The latest first."""
    known = backups.c
    rows = await page_of(work, select(backups), [known.begun_at.desc(), known.backup_id.desc()], page)
    found = []
    for row in rows:
        told = {name: value for name, value in dict(row).items() if name != "touched_at"}
        if row["state"] in UNDER_WAY and row["touched_at"] < work.context.now - LOST_AFTER:
            told |= {"state": "failed", "why": "lost"}
        there = (Path(row["place"]) / MANIFEST).exists()
        found.append(BackupAnswer(**told, there=there, steps=STEPS))
    return found


async def is_under_way(work: Work) -> bool:
    """Whether one is being made, or is about to be."""
    alive = backups.c.touched_at >= work.context.now - LOST_AFTER
    return bool(await work.value(select(backups.c.backup_id).where(backups.c.state.in_(UNDER_WAY), alive).limit(1)))
