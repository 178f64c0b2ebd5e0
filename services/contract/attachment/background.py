"""Reads what was attached, beside the service: whoever attaches a file doesn't wait for its words."""

import asyncio
from dataclasses import dataclass, field
from typing import Final

import structlog

from services.contract.attachment.handlers import keep_words
from services.contract.attachment.queries import ORPHANS, UNREAD, WITHOUT_WORDS
from services.contract.attachment.reading import read_words
from services.contract.attachment.words import Found
from services.contract.file.events import FileKind
from services.contract.file.handlers import bytes_of
from shared.eventstore.store import Store
from shared.eventstore.work import Work
from shared.values.errors import NotFoundError
from shared.web.running import Running

LOOKED_EVERY: Final = 1.0

log = structlog.get_logger()


@dataclass(slots=True)
class AttachmentReader:
    """One file at a time, held by its row: of several services each takes another one. What can't be kept is told and
    put off until the service starts again, so that it stands in nobody's way.
    """

    store: Store
    put_off: set[str] = field(default_factory=set)

    async def run(self) -> None:
        """For as long as the service runs; a database that is away is asked again."""
        swept = False
        while True:
            try:
                swept = swept or await self.sweep()
                while await self.read_next():
                    pass
            except Exception as error:  # noqa: BLE001 - the database may be away; the reader goes on and says so
                log.warning("attachments_pause", error=repr(error))
            await asyncio.sleep(LOOKED_EVERY)

    async def sweep(self) -> bool:
        """Forgets words whose file or contract is gone, and reads again those that were lost."""
        async with self.store.begin() as work:
            await work.conn.execute(ORPHANS)
            lost = await work.conn.fetch(WITHOUT_WORDS)
        for row in lost:
            async with self.store.begin() as work:
                await self._read(work, row["file_id"], row["kind"])
        return True

    async def read_next(self) -> bool:
        """Reads one file that waits; False when there is none."""
        taken = ""
        try:
            async with self.store.begin() as work:
                row = await work.conn.fetchrow(UNREAD, sorted(self.put_off))
                if row is None:
                    return False
                taken = row["file_id"]
                if not await self._read(work, taken, row["kind"]):
                    self.put_off.add(taken)
        except Exception:
            if not taken:
                raise
            log.exception("attachment_not_read", file=taken)
            self.put_off.add(taken)
        return True

    async def _read(self, work: Work, file_id: str, kind: FileKind) -> bool:
        try:
            data = await bytes_of(work, self.store.sealer, file_id)
        except NotFoundError:
            found = Found("failed", reason="unreadable")
        else:
            found = await read_words(kind, data)
        if found.outcome == "failed":
            log.warning("attachment_without_words", file=file_id, reason=found.reason)
        return await keep_words(work, file_id, found)


async def read_attachments(running: Running) -> None:
    """The reader beside the service."""
    await AttachmentReader(running.store).run()
