"""An import: received, then completed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Literal

from services.customer.imports.events import Form, ImportCompleted, ImportReceived
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import NotPossibleNowError


class Stage(StrEnum):
    NEW = "new"
    RUNNING = "running"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class Import:
    stage: Stage = Stage.NEW
    import_id: str = ""
    rows: int = 0


@dataclass(frozen=True, slots=True)
class ReceiveFile:
    import_id: str
    kind: Literal["customers"]
    source: str
    form: Form
    dry_run: bool
    rows: int
    size: int
    file_hash: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class CompleteImport:
    registered: int
    changed: int
    unchanged: int
    refused: int


Command = ReceiveFile | CompleteImport


def decide(one: Import, command: Command) -> list[Event]:
    """The new events, or the refusal."""
    match one.stage, command:
        case Stage.NEW, ReceiveFile():
            return [
                ImportReceived(
                    import_id=command.import_id,
                    kind=command.kind,
                    source=command.source,
                    form=command.form,
                    dry_run=command.dry_run,
                    rows=command.rows,
                    size=command.size,
                    file_hash=command.file_hash,
                    effective_on=command.effective_on,
                )
            ]
        case Stage.RUNNING, CompleteImport():
            return [
                ImportCompleted(
                    import_id=one.import_id,
                    rows=one.rows,
                    registered=command.registered,
                    changed=command.changed,
                    unchanged=command.unchanged,
                    refused=command.refused,
                )
            ]
        case _:
            raise NotPossibleNowError(one.stage, command)


def evolve(one: Import, event: Event) -> Import:
    """The state after the event."""
    match event:
        case ImportReceived():
            return Import(Stage.RUNNING, event.import_id, event.rows)
        case ImportCompleted():
            return Import(Stage.COMPLETED, event.import_id, event.rows)
        case _:
            return one


IMPORT: Final = Aggregate("import", Import(), evolve)
