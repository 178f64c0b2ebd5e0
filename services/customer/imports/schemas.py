from datetime import datetime

from shared.web.schemas import Answer


class ImportStarted(Answer):
    import_id: str


class ImportAnswer(Answer):
    """Where an import stands; `done` counts the rows taken or refused so far."""

    import_id: str
    unit_id: str
    kind: str
    source: str
    form: str
    dry_run: bool
    stage: str
    rows: int
    done: int
    registered: int
    changed: int
    unchanged: int
    refused: int
    received_at: datetime
    completed_at: datetime | None


class ImportList(Answer):
    imports: list[ImportAnswer]


class Refusal(Answer):
    """A row that was not taken: its number, the column, and why."""

    row: int
    place: int
    column: str
    reason: str


class Refusals(Answer):
    refusals: list[Refusal]
