"""Uploads over HTTP: what is in a file, what it may mean, and what was asked of it."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from shared.values.text import Code, PlainText
from shared.web.schemas import Answer, Body

FieldName = Annotated[str, Field(max_length=40)]


class UploadMade(Answer):
    upload_id: str


class UploadAnswer(Answer):
    """A file that waits; `columns` are those chosen last, or proposed from the headings, each with its place in the row
    (from 0); `sample` are its first rows.
    """

    upload_id: str
    unit_id: str
    name: str
    form: str
    rows: int
    size: int
    received_at: datetime
    until: datetime
    headings: list[str]
    sample: list[list[str]]
    fields: list[str]
    columns: dict[str, int]
    fixed: dict[str, str]
    source: str | None
    import_id: str | None
    dry_run: bool | None


class MatchBody(Body):
    """What the columns mean: a field's column, or what it is for every row. `dry_run` says what would come of it."""

    source: Code
    columns: Annotated[dict[FieldName, Annotated[int, Field(ge=0, lt=100)]], Field(max_length=60)]
    fixed: Annotated[dict[FieldName, Annotated[str, PlainText(60)]], Field(max_length=10)] = Field(default_factory=dict)
    dry_run: bool = False


class RefusedRow(Answer):
    """A row that was not taken, as it stands in the file, with one reason; it comes once for each."""

    row: int
    place: int
    column: str
    reason: str
    cells: list[str]


class RefusedRows(Answer):
    headings: list[str]
    refused: list[RefusedRow]
