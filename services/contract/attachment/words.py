"""The words of a file, kind by kind, piece by piece. It is read in a process of its own (`reading.py`): what is hostile
costs that process its time or its memory, and nobody else's.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from services.contract.attachment.tidying import lines_joined, tidy
from services.contract.file.events import FileKind, WordsOutcome, WordsReason

MOST_CHARACTERS: Final = 500_000
MOST_PAGES: Final = 3_000
WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
IN_DOCX: Final = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml\Z")
IN_OFD: Final = re.compile(r"(?:.*/)?Content\.xml\Z")
NUMBER: Final = re.compile(r"\d+")


class EncryptedError(Exception):
    """The file opens with a password only."""


@dataclass(frozen=True, slots=True)
class Found:
    """What came of looking: the words up to the bounds."""

    outcome: WordsOutcome
    words: str = ""
    reason: WordsReason | None = None


def words_in(kind: FileKind, data: bytes) -> Found:
    """The words of a file. Whatever the libraries meet in a foreign file is told as `unreadable`; what they had read by
    then counts.
    """
    pieces: list[str] = []
    length = 0
    try:
        for piece in READERS[kind](data):
            plain = tidy(piece)
            if not plain:
                continue
            left = MOST_CHARACTERS - length
            pieces.append(plain[:left])
            length += len(plain) + 1
            if len(plain) > left:
                return Found("cut", " ".join(pieces))
    except EncryptedError:
        return Found("failed", reason="encrypted")
    except MemoryError:
        return _broken_off(pieces, "too_large")
    except Exception:  # noqa: BLE001 - each library raises whatever its parsers meet in a foreign file
        return _broken_off(pieces, "unreadable")
    return Found("read", " ".join(pieces)) if pieces else Found("none")


def _broken_off(pieces: list[str], reason: WordsReason) -> Found:
    return Found("cut", " ".join(pieces), reason) if pieces else Found("failed", reason=reason)


def _pdf(data: bytes) -> Iterator[str]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise EncryptedError
    for at, page in enumerate(reader.pages):
        if at == MOST_PAGES:
            return
        yield lines_joined(page.extract_text())


def _docx(data: bytes) -> Iterator[str]:
    yield from _packed(data, IN_DOCX, frozenset({f"{WORD}t"}), f"{WORD}p")


def _ofd(data: bytes) -> Iterator[str]:
    yield from _packed(data, IN_OFD, frozenset({"TextCode"}), "TextObject")


def _packed(data: bytes, members: re.Pattern[str], texts: frozenset[str], block: str) -> Iterator[str]:
    """The text of those elements, a piece an enclosing block; entities stay closed, nothing outside is fetched."""
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = sorted(filter(members.match, packed.namelist()), key=_in_order)
        for name in names:
            said: list[str] = []
            with packed.open(name) as member:
                walk = etree.iterparse(
                    member, events=("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
                )
                for _, element in walk:
                    called = {element.tag, etree.QName(element).localname}
                    if called & texts:
                        said.append(element.text or "")
                    elif block in called:
                        yield "".join(said)
                        said.clear()
                        element.clear()
            yield "".join(said)


def _in_order(name: str) -> tuple[list[int], str]:
    """Page 10 stands behind page 9."""
    return [int(one) for one in NUMBER.findall(name)], name


def _xlsx(data: bytes) -> Iterator[str]:
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in workbook.sheet_names:
        yield name
        for row in workbook.get_sheet_by_name(name).iter_rows():
            yield " ".join(str(cell) for cell in row if cell != "")


def _text(data: bytes) -> Iterator[str]:
    yield from data.decode("utf-8-sig").splitlines()


def _nothing(_: bytes) -> Iterator[str]:
    yield from ()


READERS: Final[Mapping[FileKind, Callable[[bytes], Iterator[str]]]] = {
    "pdf": _pdf,
    "docx": _docx,
    "xlsx": _xlsx,
    "ofd": _ofd,
    "text": _text,
    "png": _nothing,
    "jpeg": _nothing,
    "tiff": _nothing,
}
