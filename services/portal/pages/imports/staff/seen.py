"""What the pages of staff imports need of the portal's answers."""

from datetime import datetime

from services.portal.pages.frame.asking import Seen
from services.portal.pages.imports.seen import Refusal


class StaffRun(Seen):
    import_id: str
    name: str
    stage: str
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

    @property
    def share(self) -> int:
        """In percent."""
        return min(100, round(100 * self.done / self.rows)) if self.rows else 100

    @property
    def over(self) -> bool:
        return self.stage == "done"


class StaffRuns(Seen):
    imports: list[StaffRun]


class StaffFile(StaffRun):
    fields: list[str]
    headings: list[str]
    sample: list[list[str]]

    def field_of(self, place: int) -> str:
        """What a column means; empty where it is left out."""
        return next((field for field, column in self.columns.items() if column == place), "")


class StaffRefusals(Seen):
    refusals: list[Refusal]


class StaffRow(Seen):
    row: int
    deed: str
    staff_id: str | None


class StaffRows(Seen):
    rows: list[StaffRow]


class RowChange(Seen):
    row: int
    fields: list[str]


class RowChanges(Seen):
    changes: list[RowChange]
