"""A contract's frozen text as a PDF: the same words give the same bytes."""

import json
from datetime import date
from pathlib import Path
from typing import Final

from services.contract.text.fonts import FAMILY, font_folders

SOURCE: Final = Path(__file__).with_name("contract.typ")


def text_pdf(number: str, title: str, on: date, words: str) -> bytes:
    """The words on A4 with an embedded font; `on` is the day of the version. CPU-bound, some 0.1 s."""
    import typst

    head = {"number": number, "title": title, "on": [on.year, on.month, on.day]}
    said = json.dumps({**head, "lines": words.split("\n"), "font": FAMILY}, ensure_ascii=False)
    fonts = [str(one) for one in font_folders()]
    done: bytes = typst.compile(
        str(SOURCE), font_paths=fonts, ignore_system_fonts=True, sys_inputs={"data": said}, pdf_standards="a-2b"
    )
    return done
