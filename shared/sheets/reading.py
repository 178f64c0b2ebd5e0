"""A file of rows under headings, known by its content and never by its name: CSV, or the first sheet of an XLSX."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from shared.sheets.errors import EmptyFileError, OldWorkbookError, TooManyRowsError, UnknownFileError

MOST_ROWS: Final = 100_000
MOST_COLUMNS: Final = 100
LONGEST_CELL: Final = 2_000
LARGEST_UNPACKED: Final = 400 * 2**20
MOST_MEMBERS: Final = 1_000

ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0"
WORKBOOK: Final = "xl/workbook.xml"
ENCODINGS: Final = ("utf-8-sig", "gb18030")
"""What Excel writes as CSV where Pactline is used."""
SEPARATORS: Final = ",;\t"

Form = Literal["csv", "xlsx"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Headings as they stand, and rows that are as long as they are at most; empty rows are left out."""

    form: Form
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_sheet(data: bytes) -> Sheet:
    """Raises `UnknownFileError`, `EmptyFileError`, `TooManyRowsError`."""
    if data.startswith(OLE):
        raise OldWorkbookError
    if data.startswith(ZIP):
        return _sheet("xlsx", _workbook(data))
    return _sheet("csv", _separated(_decoded(data)))


def _sheet(form: Form, lines: Iterator[list[str]]) -> Sheet:
    found = (line for line in lines if any(line))
    headings = tuple(next(found, ()))
    while headings and not headings[-1]:
        headings = headings[:-1]
    if len(headings) > MOST_COLUMNS:
        raise TooManyRowsError(columns=MOST_COLUMNS)
    rows = []
    for line in found:
        rows.append(tuple(line[: len(headings)]))
        if len(rows) > MOST_ROWS:
            raise TooManyRowsError(rows=MOST_ROWS)
    if not rows:
        raise EmptyFileError
    return Sheet(form, headings, tuple(rows))


def _decoded(data: bytes) -> str:
    if b"\0" in data:
        raise UnknownFileError
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnknownFileError


def _separated(text: str) -> Iterator[list[str]]:
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            yield [cell.strip()[:LONGEST_CELL] for cell in cells]
    except csv.Error as error:
        raise UnknownFileError from error


def _workbook(data: bytes) -> Iterator[list[str]]:
    """The rows of the first sheet. What unpacks to more than a workbook of this size would is not unpacked."""
    from python_calamine import CalamineError, CalamineWorkbook, load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = packed.infolist()
            if WORKBOOK not in packed.namelist():
                raise UnknownFileError
            if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > LARGEST_UNPACKED:
                raise TooManyRowsError(bytes=LARGEST_UNPACKED)
        book: CalamineWorkbook = load_workbook(io.BytesIO(data))
        sheet = book.get_sheet_by_index(0)
    except (zipfile.BadZipFile, CalamineError, RuntimeError) as error:  # RuntimeError: a way of packing nobody knows
        raise UnknownFileError from error
    for row in sheet.iter_rows():
        yield [_cell(value)[:LONGEST_CELL] for value in row]


def _cell(value: Any) -> str:
    """A cell as one would type it: numbers without a needless fraction, dates as dates."""
    match value:
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if (value.hour, value.minute, value.second) == (0, 0, 0):
            return value.date().isoformat()
        case date():
            return value.isoformat()
    return str(value).strip()
