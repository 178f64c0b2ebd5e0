"""A file that arrives in pieces: cut into chunks of rows, hashed on the way."""

import hashlib
from collections.abc import AsyncIterator
from typing import Final

from shared.values.errors import DomainError

LONGEST_ROW: Final = 65_536
LARGEST_WHOLE: Final = 256 * 2**20
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
UNREADABLE: Final = "\x00"
"""Stands for a row that is too long or no UTF-8; no JSON begins like it."""


class FileTooLargeError(DomainError):
    """The file is larger than this kind of import takes at once."""

    status = 413


class Intake:
    """Reads a body once and knows its hash and number of rows afterwards."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.rows = 0

    @property
    def file_hash(self) -> str:
        return self._hash.hexdigest()

    async def whole(self, pieces: AsyncIterator[bytes]) -> bytes:
        """The whole file in memory, for formats that can't be cut by lines."""
        data = bytearray()
        async for piece in pieces:
            self._hash.update(piece)
            data += piece
            if len(data) > LARGEST_WHOLE:
                raise FileTooLargeError(limit=LARGEST_WHOLE)
        return bytes(data)

    async def chunks(self, pieces: AsyncIterator[bytes], size: int) -> AsyncIterator[list[str]]:
        """Lists of up to `size` lines, in order; blank lines are left out, bad ones stand as unreadable."""
        waiting: list[str] = []
        rest, skipping, first = b"", False, True
        async for piece in pieces:
            self._hash.update(piece)
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                whole, first = (line.removeprefix(BYTE_ORDER_MARK) if first else line), False
                waiting.extend([UNREADABLE] if skipping else _row(whole))
                skipping = False
            if len(rest) > LONGEST_ROW:
                rest, skipping = b"", True
            while len(waiting) >= size:
                yield self._counted(waiting[:size])
                waiting = waiting[size:]
        waiting.extend([UNREADABLE] if skipping else _row(rest.removeprefix(BYTE_ORDER_MARK) if first else rest))
        if waiting:
            yield self._counted(waiting)

    def _counted(self, rows: list[str]) -> list[str]:
        self.rows += len(rows)
        return rows


def _row(line: bytes) -> list[str]:
    if not line.strip():
        return []
    if len(line) > LONGEST_ROW:
        return [UNREADABLE]
    try:
        return [line.decode("utf-8")]
    except UnicodeDecodeError:
        return [UNREADABLE]
