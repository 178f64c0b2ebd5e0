import hashlib
import io
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pypdf
import pytest

from services.contract.paper.docx import words_of
from services.contract.rendering.docx import docx_of
from services.contract.rendering.pdf import pdf_of
from services.contract.rendering.view import view
from services.contract.rendering.words import WORDS
from services.contract.text.document import Document, DocumentClause, DocumentFile, DocumentParty

ROOT = Path(__file__).parents[5]
HASH = "f" * 64
LINE = {
    "description": "机架式服务器",
    "product_code": "SRV-1",
    "quantity": "10",
    "unit": "台",
    "unit_price": "10000.00",
    "net": {"amount": "100000.00", "currency": "CNY"},
    "tax_rate": "0.13",
    "gross": {"amount": "113000.00", "currency": "CNY"},
}
PLANNED = {
    "clause": "4.1",
    "phase": "advance",
    "amount": {"amount": "33900.00", "currency": "CNY"},
    "after": {"event": "signing", "days": 10},
}
MARKUP = '#import "x" *bold* @ref {{ secret }} {% for x in y %} <w:p/> & $x^2$'


def contract(**changes: Any) -> Document:
    said = {
        "language": "zh",
        "title": "服务器采购合同",
        "type_name": "设备采购合同",
        "said_on": "2026-03-02",
        "parties": (
            DocumentParty(role="us", name="中泰集团有限公司"),
            DocumentParty(role="counterparty", name=None),
        ),
        "clauses": (
            DocumentClause(clause="1", title="标的", risk="low", words=f"乙方供应十台。\n{MARKUP}", origin="own"),
        ),
        "attachments": (DocumentFile(name="技术规格.pdf", hash="a" * 64),),
        "figures": {
            "amount": "113000.00 CNY",
            "term": ["2026-01-01", "", ""],
            "lines": [LINE],
            "plan": [PLANNED],
            "governing_law": "中华人民共和国法律",
        },
    }
    return Document.model_validate({**said, **changes})


ELSEWHERE = """
import hashlib, sys
from services.contract.rendering.docx import docx_of
from services.contract.rendering.pdf import pdf_of
from services.contract.rendering.view import view
from services.contract.text.document import Document
shown = view(Document.model_validate_json(sys.stdin.read()), "f" * 64)
print(hashlib.sha256(pdf_of(shown)).hexdigest(), hashlib.sha256(docx_of(shown)).hexdigest())
"""


def test_another_process_makes_the_same_bytes():
    shown = view(contract(), HASH)
    ours = [hashlib.sha256(make(shown)).hexdigest() for make in (pdf_of, docx_of)]
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", ELSEWHERE],
            input=contract().model_dump_json(),
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "TZ": f"UTC{seed}", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)},
        )
        assert done.stdout.split() == ours


def test_what_is_signed_stands_under_its_number():
    plain, numbered = (pdf_of(view(contract(), HASH, number)) for number in ("", "CG-001-2026-00001"))
    assert numbered == pdf_of(view(contract(), HASH, "CG-001-2026-00001")) != plain
    for page in pypdf.PdfReader(io.BytesIO(numbered)).pages:
        assert "CG-001-2026-00001" in page.extract_text()


def test_a_changed_word_or_figure_changes_the_bytes():
    one = pdf_of(view(contract(), HASH))
    assert one != pdf_of(view(contract(title="服务器采购合同二"), HASH))


def test_the_pdf_shows_chinese_in_an_embedded_font_and_is_for_the_archive():
    reader = pypdf.PdfReader(io.BytesIO(pdf_of(view(contract(), HASH))))
    text = "\n".join(page.extract_text() for page in reader.pages)
    for words in ("服务器采购合同", "乙方供应十台", "113,000.00 CNY", "中华人民共和国法律", "技术规格.pdf", "SRV-1"):
        assert words in text
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    described = [font["/DescendantFonts"][0]["/FontDescriptor"] for font in fonts]
    assert described
    assert all("NotoSansCJK" in one["/FontName"] and one.keys() & {"/FontFile2", "/FontFile3"} for one in described)
    metadata = reader.xmp_metadata
    assert metadata is not None
    assert "pdfaid" in metadata.rdf_root.toxml()


def test_what_a_contract_holds_stays_text_in_both_forms():
    shown = view(contract(), HASH)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf_of(shown))).pages)
    assert "{{ secret }}" in text.replace("\n", " ")
    assert MARKUP in "\n".join(words_of(docx_of(shown), "/x"))


def test_the_docx_is_one_and_holds_every_part():
    data = docx_of(view(contract(), HASH))
    words = words_of(data, "/x")
    assert {"服务器采购合同", "1 标的", "乙方供应十台。", "113,000.00 CNY", "SRV-1 机架式服务器"} <= set(words)
    assert not any("{{ " in one or "{%" in one for one in words if one != MARKUP)
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(data)).namelist()


def test_a_character_without_a_glyph_stops_no_contract():
    data = pdf_of(view(contract(title="合同 😀"), HASH))
    assert "合同" in pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text()


def test_an_english_contract_has_english_words_around_it():
    shown = view(contract(language="en", title="Servers"), HASH)
    text = pypdf.PdfReader(io.BytesIO(pdf_of(shown))).pages[0].extract_text()
    assert ("Payment plan" in text, "付款计划" in text) == (True, False)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_word_is_there_in_every_language(language):
    assert WORDS[language].keys() == WORDS["zh"].keys()
