"""Rows under headings as a workbook (XLSX): texts are texts, whatever they begin with, so that none is a formula."""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from starlette.responses import Response

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NO_NAME: Final = re.compile(r"[\[\]:*?/\\']")
LONGEST_CELL: Final = 32_767
MOST_DIGITS: Final = 15
"""Programs for tables keep numbers as doubles: one of more digits stays a text, so that none is lost."""
MADE_AT: Final = datetime(1980, 1, 1, tzinfo=UTC)

Cell = str | int | Decimal | date | None


def workbook(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet. The same rows give the same bytes. Numbers keep every digit; days are written as texts (ISO 8601)."""
    from xlsxwriter import Workbook

    written = io.BytesIO()
    with Workbook(written, {"in_memory": True}) as book:
        book.set_properties({"created": MADE_AT})
        sheet = book.add_worksheet(NO_NAME.sub(" ", NO_XML.sub(" ", title))[:31] or "Sheet")
        for line, cells in enumerate([headings, *rows]):
            for column, value in enumerate(cells):
                match value:
                    case None:
                        continue
                    case int() | Decimal() if len(f"{value:f}") <= MOST_DIGITS + 1:
                        sheet.write_number(line, column, value)
                    case _:
                        text = NO_XML.sub("\N{REPLACEMENT CHARACTER}", str(value))[:LONGEST_CELL]
                        sheet.write_string(line, column, text)
    return written.getvalue()


def as_file(content: bytes, name: str) -> Response:
    """A workbook as a file of that name."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=MEDIA_TYPE, headers=headers)
