"""The other party's paper as DOCX: fields checked and filled in, words read. The library comes with the call."""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from jinja2 import TemplateError

from services.contract.text.rendering import LARGEST_TEXT, check_clause, sandbox, steps_in
from shared.values.errors import InvalidFieldError

LARGEST_XML: Final = 5_000_000
FILLED_AT_MOST: Final = 5_000_000
"""Characters that the values put into one part may come to."""
PACKED_ON: Final = (1980, 1, 1, 0, 0, 0)
MADE_AT: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - OOXML's core properties know no zone here


def check_paper(data: bytes, variables: Sequence[str], pointer: str) -> None:
    """Refuses a paper whose fields are more than variables and conditions, or are not declared, or can't be read."""
    for xml in _texts(_opened(data, pointer), pointer):
        check_clause(xml, variables, pointer, LARGEST_XML)


def fill_paper(data: bytes, known: Mapping[str, Any]) -> bytes:
    """The paper with the values in its fields: the same bytes for the same values."""
    document = _opened(data, "/template_id")
    longest = max((len(str(value)) for value in known.values()), default=0)
    if any(steps_in(xml) * longest > FILLED_AT_MOST for xml in _texts(document, "/variables")):
        raise InvalidFieldError("/variables", f"the text has at most {LARGEST_TEXT} characters, once filled in")
    try:
        document.render(dict(known), jinja_env=sandbox(autoescape=True), autoescape=True)
    except (TemplateError, TypeError, ValueError) as error:
        raise InvalidFieldError("/variables", "the paper can't be filled in with these values") from error
    made = io.BytesIO()
    document.save(made)
    return settled(made.getvalue())


def words_of(data: bytes, pointer: str) -> list[str]:
    """The paragraphs of the document in order, those of tables where the table stands, a cell after the other."""
    document = _opened(data, pointer).get_docx()
    return [text for text in (_text(block) for block in _blocks(document)) if text]


def settled(packed: bytes) -> bytes:
    """The same members in order, under one date and one level of packing, whoever packed them when."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as source, zipfile.ZipFile(made, "w") as target:
        for name in sorted(source.namelist()):
            member = zipfile.ZipInfo(name, PACKED_ON)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            target.writestr(member, source.read(name), compresslevel=6)
    return made.getvalue()


def _opened(data: bytes, pointer: str) -> Any:
    from docxtpl import DocxTemplate

    document = DocxTemplate(io.BytesIO(data))
    try:
        document.init_docx()
        properties = document.get_docx().core_properties
        properties.created = properties.modified = MADE_AT
    except Exception as error:  # the library raises whatever its parsers meet in a foreign file
        raise InvalidFieldError(pointer, "the document can't be read") from error
    return document


def _texts(document: Any, pointer: str) -> list[str]:
    """The XML of body, headers and footers as the library hands it to Jinja."""
    from docxtpl import DocxTemplate

    found = [document.get_xml()]
    for kind in (DocxTemplate.HEADER_URI, DocxTemplate.FOOTER_URI):
        found += [document.get_part_xml(part) for _, part in document.get_headers_footers(kind)]
    if any(len(xml) > LARGEST_XML for xml in found):
        raise InvalidFieldError(pointer, f"a part of the document has at most {LARGEST_XML} characters")
    return [document.patch_xml(xml) for xml in found]


def _blocks(document: Any) -> Iterator[Any]:
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                for cell in row.cells:
                    yield from cell.paragraphs
        else:
            yield block


def _text(paragraph: Any) -> str:
    return str(paragraph.text).strip()
