"""DOCX on the house's own form by docxtpl: the same bytes for the same version."""

import io
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from services.contract.paper.docx import settled
from services.contract.text.rendering import sandbox

FORM: Final = Path(__file__).with_name("contract.docx")


def docx_of(view: dict[str, Any]) -> bytes:
    """The form filled in; whatever the values hold stays text."""
    from docxtpl import DocxTemplate

    document = DocxTemplate(FORM)
    document.render(view, jinja_env=sandbox(autoescape=True), autoescape=True)
    properties = document.docx.core_properties
    year, month, day = view["date"]
    properties.created = properties.modified = datetime(year, month, day)  # noqa: DTZ001 - OOXML's properties know no zone
    properties.title = view["title"][:255]
    properties.revision = 1
    made = io.BytesIO()
    document.save(made)
    return settled(made.getvalue())
