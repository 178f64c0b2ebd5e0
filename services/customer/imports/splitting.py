"""A file that arrives in pieces, split into rows without ever being held whole."""

import csv
import hashlib
from collections.abc import AsyncIterator, Iterator
from typing import Final, Protocol

from services.customer.imports.events import Form
from services.customer.imports.rows import UNREADABLE, from_cells

LONGEST_ROW: Final = 65_536
CHUNK_ROWS: Final = 100
"""Rows of one transaction: some 150 ms of it."""
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


class Splitter(Protocol):
    """Takes a file's bytes as they come and gives lines of JSON."""

    def feed(self, piece: bytes) -> Iterator[bytes]: ...
    def finish(self) -> Iterator[bytes]: ...


class Lines:
    """Lines as they stand; one too long becomes an unreadable row, and memory stays bounded."""

    def __init__(self) -> None:
        self._rest = b""
        self._skipping = False
        self._begun = False

    def feed(self, piece: bytes) -> Iterator[bytes]:
        *whole, self._rest = (self._rest + piece).split(b"\n")
        for line in whole:
            yield from self._line(line)
        if len(self._rest) > LONGEST_ROW:
            self._rest, self._skipping = b"", True

    def finish(self) -> Iterator[bytes]:
        yield from self._line(self._rest)

    def _line(self, line: bytes) -> Iterator[bytes]:
        if not self._begun:
            line, self._begun = line.removeprefix(BYTE_ORDER_MARK), True
        if self._skipping or len(line) > LONGEST_ROW:
            self._skipping = False
            yield UNREADABLE
        elif line.strip():
            yield line.removesuffix(b"\r")


class CsvRows:
    """Rows of a CSV file (RFC 4180, UTF-8) as lines of JSON; the first row gives the headings."""

    def __init__(self) -> None:
        self._lines = Lines()
        self._headings: list[str] | None = None
        self._open = b""

    def feed(self, piece: bytes) -> Iterator[bytes]:
        for line in self._lines.feed(piece):
            yield from self._take(line)

    def finish(self) -> Iterator[bytes]:
        for line in self._lines.finish():
            yield from self._take(line)
        if self._open:
            yield UNREADABLE

    def _take(self, line: bytes) -> Iterator[bytes]:
        record = self._open + b"\n" + line if self._open else line
        # A quote inside a field is doubled, so an odd number of quotes means that a field goes on in the next line.
        if record.count(b'"') % 2 and len(record) <= LONGEST_ROW:
            self._open = record
            return
        self._open = b""
        yield from self._record(record)

    def _record(self, record: bytes) -> Iterator[bytes]:
        try:
            (cells,) = csv.reader([record.decode("utf-8")], strict=True)
        except (UnicodeDecodeError, ValueError, csv.Error):
            yield UNREADABLE
            return
        if self._headings is None:
            self._headings = [cell.strip().lower() for cell in cells]
        else:
            yield from_cells(self._headings, cells)


SPLITTERS: Final[dict[Form, type[Splitter]]] = {"jsonl": Lines, "csv": CsvRows}


class Intake:
    """Chunks of rows from a stream of bytes, and what is known of the whole afterwards."""

    def __init__(self, form: Form) -> None:
        self._splitter = SPLITTERS[form]()
        self._hash = hashlib.sha256()
        self.rows = 0
        self.size = 0

    @property
    def file_hash(self) -> str:
        return self._hash.hexdigest()

    async def chunks(self, pieces: AsyncIterator[bytes]) -> AsyncIterator[list[bytes]]:
        """Lists of up to `CHUNK_ROWS` rows, in order."""
        waiting: list[bytes] = []
        async for piece in pieces:
            self.size += len(piece)
            self._hash.update(piece)
            waiting.extend(self._splitter.feed(piece))
            while len(waiting) >= CHUNK_ROWS:
                yield self._counted(waiting[:CHUNK_ROWS])
                waiting = waiting[CHUNK_ROWS:]
        waiting.extend(self._splitter.finish())
        if waiting:
            yield self._counted(waiting)

    def _counted(self, chunk: list[bytes]) -> list[bytes]:
        self.rows += len(chunk)
        return chunk
