"""Technical and process sheets of an order as PDF, and set and actual values as rows of a workbook."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

from services.contract.quality.schemas import BatchShown, QualityOfOrder
from services.contract.quality.words import WORDS
from services.contract.text.fonts import FAMILY, font_folders
from shared.sheets.writing import Cell

FORM: Final = Path(__file__).with_name("sheet.typ")
STANDARD: Final = "a-2b"
SheetKind = Literal["technical", "process"]
Language = Literal["zh", "en"]
HEADINGS: Final = (
    "line", "grade", "specification", "batch", "quantity", "parameter", "kind", "unit", "least", "most", "actual",
    "deviates", "defects", "state",
)  # fmt: skip


def state_of(batch: BatchShown) -> str:
    """What became of a batch: passed, held, or what was decided."""
    return batch.decision or ("held" if batch.held else "passed")


def pdf_of(
    quality: QualityOfOrder, kind: SheetKind, language: Language, on: date, photos: Mapping[str, bytes]
) -> bytes:
    """The sheet of an order as PDF/A-2b, the same bytes for the same content; where the font lacks a character, as
    plain PDF. `photos` are pictures by the file they were sent as; one that no reader takes is left out.
    """
    import typst

    for shown in (photos, {}):
        said = {
            "kind": kind,
            "words": WORDS[language],
            "language": language,
            "font": FAMILY,
            "on": on.isoformat(),
            "quality": quality.model_dump(mode="json"),
            "states": {one.batch: state_of(one) for one in quality.batches},
            "photos": {name: list(data) for name, data in shown.items()},
        }
        options: dict[str, Any] = {
            "root": FORM.parent,
            "font_paths": [str(one) for one in font_folders()],
            "ignore_system_fonts": True,
            "sys_inputs": {"data": json.dumps(said, ensure_ascii=False, sort_keys=True)},
        }
        try:
            return bytes(typst.compile(FORM, **options, pdf_standards=STANDARD))
        except typst.TypstError as error:
            if "glyph" in str(error) or "font" in str(error):
                return bytes(typst.compile(FORM, **options))
            if not shown:
                raise
    raise AssertionError("unreachable")


def rows_of(quality: QualityOfOrder) -> Iterator[list[Cell]]:
    """Every set parameter beside what each batch of its line was measured to be."""
    for one in quality.requirements:
        of_line = [batch for batch in quality.batches if batch.line == one.line]
        head: list[Cell] = [one.line, one.grade, one.specification]
        for parameter in one.parameters:
            said: list[Cell] = [parameter.name, parameter.kind, parameter.unit, parameter.least, parameter.most]
            if not of_line:
                yield [*head, None, None, *said, None, None, None, None]
            for batch in of_line:
                actual = next((each.value for each in batch.actual if each.name == parameter.name), None)
                departs = "yes" if any(each.name == parameter.name for each in batch.deviations) else "no"
                found: list[Cell] = [actual, departs, ", ".join(batch.defects), state_of(batch)]
                yield [*head, batch.batch, batch.quantity, *said, *found]
