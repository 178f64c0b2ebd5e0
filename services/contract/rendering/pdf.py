"""PDF by typst, in the font of a package: the same bytes for the same version, on every machine."""

import json
from pathlib import Path
from typing import Any, Final

from services.contract.text.fonts import FAMILY, font_folders

FORM: Final = Path(__file__).with_name("contract.typ")
STANDARD: Final = "a-2b"
"""For the archive: all fonts embedded, and every character has a glyph."""


def pdf_of(view: dict[str, Any]) -> bytes:
    """The form filled in, as PDF/A-2b; where the font lacks a character, as plain PDF with an empty place for it."""
    import typst

    said = json.dumps({**view, "font": FAMILY}, ensure_ascii=False, sort_keys=True)
    fonts = [str(one) for one in font_folders()]
    options: dict[str, Any] = {
        "root": FORM.parent,
        "font_paths": fonts,
        "ignore_system_fonts": True,
        "sys_inputs": {"contract": said},
    }
    try:
        return bytes(typst.compile(FORM, **options, pdf_standards=STANDARD))
    except typst.TypstError as error:
        if "glyph" not in str(error) and "font" not in str(error):
            raise
        return bytes(typst.compile(FORM, **options))
