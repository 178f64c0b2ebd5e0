"""What a file is, by its content and never by its name."""

import zipfile
from collections.abc import Mapping
from typing import IO, Final

from services.contract.file.errors import EmptyFileError, FileKindError, FileTooLargeInsideError
from services.contract.file.events import FileKind

LARGEST_UNPACKED: Final = 200 * 2**20
MOST_MEMBERS: Final = 2_000
HEAD: Final = 16

BEGINNINGS: Final[tuple[tuple[bytes, FileKind], ...]] = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
)
PACKED: Final = b"PK\x03\x04"
MEMBER_OF: Final[Mapping[str, FileKind]] = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "OFD.xml": "ofd",
}
"""The member by which a packed document is known."""

MEDIA_TYPES: Final[Mapping[FileKind, str]] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ofd": "application/ofd",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "tiff": "image/tiff",
    "text": "text/plain; charset=utf-8",
}


def kind_of(file: IO[bytes]) -> FileKind:
    """The kind of a file that stands at its beginning; raises `FileKindError`, `EmptyFileError`,
    `FileTooLargeInsideError`.
    """
    head = file.read(HEAD)
    if not head:
        raise EmptyFileError
    for beginning, kind in BEGINNINGS:
        if head.startswith(beginning):
            return kind
    file.seek(0)
    return _packed(file) if head.startswith(PACKED) else _text(file)


def _packed(file: IO[bytes]) -> FileKind:
    try:
        with zipfile.ZipFile(file) as packed:
            members = packed.infolist()
    except (zipfile.BadZipFile, RuntimeError, ValueError, EOFError) as error:
        raise FileKindError from error
    if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > LARGEST_UNPACKED:
        raise FileTooLargeInsideError(bytes=LARGEST_UNPACKED, parts=MOST_MEMBERS)
    names = {one.filename for one in members}
    found = next((kind for name, kind in MEMBER_OF.items() if name in names), None)
    if found is None:
        raise FileKindError
    return found


def _text(file: IO[bytes]) -> FileKind:
    data = file.read()
    if b"\0" in data:
        raise FileKindError
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileKindError from error
    return "text"
