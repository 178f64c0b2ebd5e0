"""Imports of staff over HTTP."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from services.portal.staff_import.deeds import Deed
from shared.web.schemas import Answer, Body

FieldName = Annotated[str, Field(max_length=40)]
Stage = Literal["waiting", "running", "done"]


class RunBody(Body):
    """What the columns mean: a field's place in the row, from 0. `dry_run` only says what would come of every row."""

    columns: Annotated[
        dict[FieldName, Annotated[int, Field(ge=0, lt=100)]],
        Field(max_length=20, examples=[{"number": 0, "name": 1, "unit": 2}]),
    ]
    dry_run: bool = False


class StaffImportMade(Answer):
    import_id: str


class StaffImportAnswer(Answer):
    """A file of staff and how far it is. Of `changed` another name, title, e-mail or phone is taken over, `gone` have
    left, `later` begin or leave on a day to come, `unchanged` stand already; one row may count twice.
    """

    import_id: str
    unit_id: str
    name: str
    stage: Stage
    dry_run: bool
    columns: dict[str, int]
    rows: int
    done: int
    joined: int
    moved: int
    changed: int
    gone: int
    later: int
    unchanged: int
    refused: int
    received_at: datetime
    completed_at: datetime | None


class StaffImportFile(StaffImportAnswer):
    """With what is in the file while it is kept, for a day."""

    fields: list[str]
    headings: list[str]
    sample: list[list[str]]


class StaffImports(Answer):
    imports: list[StaffImportAnswer]


class StaffRefusal(Answer):
    row: int
    place: int
    column: str
    reason: str


class StaffRefusals(Answer):
    refusals: list[StaffRefusal]


class StaffRow(Answer):
    """What came of a row, once for each count under which it stands; `staff_id` is null of who would join, or will."""

    row: int
    deed: Deed
    staff_id: str | None


class StaffRows(Answer):
    rows: list[StaffRow]


class StaffRowChange(Answer):
    """The fields in which a row says something new."""

    row: int
    fields: list[str]


class StaffRowChanges(Answer):
    changes: list[StaffRowChange]
