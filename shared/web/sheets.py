"""Tables that are downloaded as CSV: in a form that Excel reads, and in which no cell is a formula."""

import csv
import io
from collections.abc import AsyncIterator, Iterable
from typing import Final

from fastapi.responses import StreamingResponse

BYTE_ORDER_MARK: Final = "\ufeff"
FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe(cell: object) -> str:
    """The cell as text that no program for tables takes for a formula: one that would be begins with an apostrophe."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULAS) else text


def line(cells: Iterable[object]) -> str:
    """One row (RFC 4180)."""
    written = io.StringIO()
    csv.writer(written).writerow([safe(cell) for cell in cells])
    return written.getvalue()


async def marked(lines: AsyncIterator[str]) -> AsyncIterator[str]:
    """The lines behind the mark by which Excel knows their encoding."""
    yield BYTE_ORDER_MARK
    async for one in lines:
        yield one


def download(name: str, content: AsyncIterator[str] | AsyncIterator[bytes]) -> StreamingResponse:
    """The content as a file of that name, sent while it is made."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingResponse(content, media_type="text/csv; charset=utf-8", headers=headers)
