"""Rows under headings as a workbook (XLSX): texts are texts, whatever they begin with, so that none is a formula."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final
from xml.sax.saxutils import escape

from starlette.responses import Response

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONGEST_CELL: Final = 32_767
MOST_DIGITS: Final = 15
"""Programs for tables keep numbers as doubles: one of more digits stays a text, so that none is lost."""
WRITTEN_AT: Final = (1980, 1, 1, 0, 0, 0)

HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
WORKBOOKS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"

PARTS: Final = {
    "[Content_Types].xml": (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{WORKBOOKS}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{WORKBOOKS}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/worksheet"'
        ' Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}

Cell = str | int | Decimal | date | None


def workbook(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet. The same rows give the same bytes. Numbers keep every digit; days are written as texts (ISO 8601)."""
    lines = [_line(number, cells) for number, cells in enumerate([headings, *rows], start=1)]
    name = escape(re.sub(r"[\[\]:*?/\\']", " ", NO_XML.sub(" ", title))[:31] or "Sheet", {'"': "&quot;"})
    parts = {
        **PARTS,
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="{name}" sheetId="1" r:id="rId1"/>'
            "</sheets></workbook>"
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>',
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for part, content in parts.items():
            packed.writestr(zipfile.ZipInfo(part, WRITTEN_AT), HEAD + content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def as_file(content: bytes, name: str) -> Response:
    """A workbook as a file of that name."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=MEDIA_TYPE, headers=headers)


def _line(number: int, cells: Sequence[Cell]) -> str:
    return f'<row r="{number}">{"".join(map(_cell, cells))}</row>'


def _cell(value: Cell) -> str:
    match value:
        case None:
            return "<c/>"
        case int() | Decimal() if len(digits := f"{value:f}") <= MOST_DIGITS + 1:
            return f"<c><v>{digits}</v></c>"
        case _:
            text = escape(NO_XML.sub("\N{REPLACEMENT CHARACTER}", str(value))[:LONGEST_CELL])
            return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
