"""Words of attached files: every kind, up to the bounds; what can't be read says so and stops nobody."""

import io
import signal
import subprocess
import sys
import zipfile
from typing import Any

import pytest
import typst
from pypdf import PdfReader, PdfWriter

from services.contract.attachment import words
from services.contract.attachment.reading import read_words
from services.contract.attachment.tidying import lines_joined, tidy
from services.contract.attachment.words import Found, words_in
from services.contract.file.events import FileKind
from services.contract.text.fonts import FAMILY, font_folders
from shared.sheets.writing import workbook
from tests.unit.services.contract.paper.papers import paper

OFD = "http://www.ofdspec.org/2016"


def pdf(text: str) -> bytes:
    source = f'#set page(width: 6cm)\n#set text(font: "{FAMILY}", hyphenate: false)\n{text}'.encode()
    return bytes(typst.compile(source, font_paths=[str(one) for one in font_folders()], ignore_system_fonts=True))


def locked(data: bytes, user: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(user, "owner", algorithm="AES-256")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def packed(**members: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in members.items():
            target.writestr(name.replace("__", "/"), text)
    return made.getvalue()


def ofd(*pages: str) -> bytes:
    text = '<Page xmlns="{}"><TextObject><TextCode>{}</TextCode></TextObject></Page>'
    return packed(**{f"Doc_0__Pages__Page_{at}__Content.xml": text.format(OFD, one) for at, one in enumerate(pages)})


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        ("pdf", pdf("乙方应当在收到货物之后三十日之内向甲方支付全部的价款。"), "三十日之内向甲方支付全部的价款"),
        ("pdf", locked(pdf("Warranty"), ""), "Warranty"),
        ("docx", paper("质量保证期为二十四个月", "Second"), "质量保证期为二十四个月 Second"),
        ("xlsx", workbook("Limits", ["grade", "most"], [["Q235", 12]]), "Limits grade most Q235 12"),
        ("ofd", ofd("电子发票", *["x"] * 9, "last"), "电子发票 x x x x x x x x x last"),
        ("text", "\ufeffFirst\n\x07line".encode(), "First line"),
    ],
)
def test_the_words_of_every_kind_are_read_in_order(kind: FileKind, data: bytes, said: str):
    found = words_in(kind, data)
    assert found.outcome == "read"
    assert said in found.words


@pytest.mark.parametrize(
    ("kind", "data", "found"),
    [
        ("pdf", locked(pdf("Secret"), "password"), Found("failed", reason="encrypted")),
        ("pdf", b"%PDF-1.7\n" + b"x" * 1000, Found("failed", reason="unreadable")),
        ("docx", packed(word__document_xml="<w:p"), Found("none")),
        ("docx", packed(**{"word__document.xml": "<w:p"}), Found("failed", reason="unreadable")),
        ("xlsx", b"PK\x03\x04zzz", Found("failed", reason="unreadable")),
        ("png", b"\x89PNG\r\n\x1a\n", Found("none")),
        ("text", b" \n\t", Found("none")),
    ],
)
def test_what_has_no_words_or_can_not_be_read_says_why(kind: FileKind, data: bytes, found: Found):
    assert words_in(kind, data) == found


def test_what_was_read_before_a_file_breaks_off_counts():
    broken = packed(**{"word__document.xml": f'<w:d xmlns:w="{words.WORD[1:-1]}"><w:p><w:t>Whole</w:t></w:p><w:p>'})
    assert words_in("docx", broken) == Found("cut", "Whole", "unreadable")


def test_words_are_kept_up_to_a_bound(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(words, "MOST_CHARACTERS", 9)
    assert words_in("text", b"12345\n6789\nmore") == Found("cut", "12345 678")
    assert words_in("text", b"123456789") == Found("read", "123456789")


def test_an_entity_is_not_opened():
    bomb = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 12))
    text = (
        f'<!DOCTYPE d [<!ENTITY l0 "laugh">{bomb}]><w:d xmlns:w="{words.WORD[1:-1]}"><w:p><w:t>&l11;</w:t></w:p></w:d>'
    )
    assert words_in("docx", packed(**{"word__document.xml": text})).outcome in ("none", "failed")


def test_words_are_in_one_form_whatever_the_page_broke():
    assert tidy("ﬁrst\u200b  １２\x00") == "first 12"
    assert lines_joined("违约金\n按日 agree-\nment\nends") == "违约金按日 agreement\nends"


@pytest.mark.parametrize(
    ("data", "kind", "reason"),
    [
        (packed(**{"word__document.xml": "<w>" * 3_000_000}), "docx", "unreadable"),
        (b"%PDF-1.7\n" + b"(" * 5_000_000, "pdf", "unreadable"),
    ],
)
async def test_a_hostile_file_costs_a_process_of_its_own_and_is_told(data: bytes, kind: Any, reason: str):
    assert await read_words(kind, data) == Found("failed", reason=reason)


async def test_a_process_that_passes_its_bounds_is_ended_and_the_bound_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("services.contract.attachment.reading.PATIENCE", 0.0)
    assert await read_words("text", b"never read in time") == Found("failed", reason="too_long")


HOSTILE = """
import resource, sys
from services.contract.attachment import beside, words
beside.BOUNDS = ((resource.RLIMIT_CPU, 1), *beside.BOUNDS[1:])
words.READERS = {"text": lambda data: iter(eval(sys.argv[1]))}
beside.main("text")
"""


@pytest.mark.parametrize(
    ("does", "status", "told"),
    [
        ("[bytearray(2**31)]", 0, b'{"outcome": "failed", "words": "", "reason": "too_large"}'),
        ("iter(str, 'x')", -signal.SIGKILL, b""),
        ("[open('/tmp/written-by-an-attachment', 'w').write('x' * 10**6)]", 0, b'"unreadable"}'),
    ],
)
def test_time_memory_and_files_are_bounded_by_the_system(does: str, status: int, told: bytes):
    ended = subprocess.run([sys.executable, "-c", HOSTILE, does], input=b"", capture_output=True, check=False)
    assert (ended.returncode, ended.stdout[-len(told) :] if told else b"") == (status, told), ended.stderr
