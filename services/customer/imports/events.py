"""An import begins with a file that was received whole and ends with figures."""

from datetime import date
from typing import Literal

from shared.eventstore.event import Event

Form = Literal["jsonl", "csv"]


class ImportReceived(Event, name="import.received.v1"):
    """A file lies ready, sealed; of it only size and hash are told."""

    import_id: str
    kind: Literal["customers"]
    source: str
    form: Form
    dry_run: bool
    rows: int
    size: int
    file_hash: str
    effective_on: date


class ImportCompleted(Event, name="import.completed.v1"):
    """Every row was taken or refused; the rows themselves are kept no longer."""

    import_id: str
    rows: int
    registered: int
    changed: int
    unchanged: int
    refused: int
