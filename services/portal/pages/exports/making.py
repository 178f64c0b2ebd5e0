"""Makes an export beside the pages: whoever asked for it may close the page, look again later, or wait."""

import asyncio
from typing import Final

import structlog

from services.portal.export.handlers import State, forget_old, keep_piece, note
from services.portal.pages.exports.lists import BrokenOffError, Exported
from services.portal.pages.frame.visit import Visit
from shared.web.running import Running
from shared.web.sheets import BYTE_ORDER_MARK, line

MAKERS: Final = "exports.makers"
PIECE: Final = 256 * 1024
TIDIED_EVERY: Final = 3600.0

log = structlog.get_logger(__name__)


def make(visit: Visit, export_id: str, key: bytes, wanted: Exported) -> None:
    """Begins in the background; the maker is known to the process until it ends."""
    makers: set[asyncio.Task[None]] = visit.running.parts.setdefault(MAKERS, set())
    task = asyncio.create_task(_made(visit, export_id, key, wanted))
    makers.add(task)
    task.add_done_callback(makers.discard)


async def tidy(running: Running) -> None:
    """Runs beside the service: what is older than a day is forgotten; makers end with the process."""
    makers: set[asyncio.Task[None]] = running.parts.setdefault(MAKERS, set())
    try:
        while True:
            async with running.begin() as work:
                await forget_old(work)
            await asyncio.sleep(TIDIED_EVERY)
    finally:
        for task in list(makers):
            task.cancel()
        await asyncio.gather(*makers, return_exceptions=True)


async def _made(visit: Visit, export_id: str, key: bytes, wanted: Exported) -> None:
    state: State = "failed"
    rows, expected = 0, None
    try:
        expected = await wanted.expected(visit)
        buffer, place = BYTE_ORDER_MARK + line(map(visit.say, wanted.headings)), 0
        async for page in wanted.pages(visit):
            buffer += "".join(map(line, page))
            rows += len(page)
            if len(buffer) >= PIECE:
                await _keep(visit, export_id, key, place, buffer)
                buffer, place = "", place + 1
            await _note(visit, export_id, rows, expected, "running")
        await _keep(visit, export_id, key, place, buffer)
        state = "done"
    except BrokenOffError:
        log.warning("export_broken_off", export=export_id, rows=rows)
    except Exception:
        log.exception("export_failed", export=export_id)
    finally:
        await _note(visit, export_id, rows, expected, state)


async def _keep(visit: Visit, export_id: str, key: bytes, place: int, text: str) -> None:
    async with visit.running.begin() as work:
        await keep_piece(work, visit.running.store.sealer, export_id, key, place, text.encode())


async def _note(visit: Visit, export_id: str, rows: int, expected: int | None, state: State) -> None:
    async with visit.running.begin() as work:
        await note(work, export_id, rows=rows, expected=expected, state=state)
