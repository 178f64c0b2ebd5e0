"""What the page of back-ups needs of the portal's answers."""

from datetime import datetime

from services.portal.pages.frame.asking import Seen


class Backup(Seen):
    backup_id: str
    actor: str
    place: str
    there: bool
    state: str
    step: str
    done: int
    steps: int
    events: int | None
    bytes: int | None
    why: str
    begun_at: datetime
    ended_at: datetime | None

    @property
    def runs(self) -> bool:
        return self.state in ("wanted", "running")

    @property
    def share(self) -> int:
        """In percent."""
        return min(99, round(100 * self.done / self.steps))


class Backups(Seen):
    folder: str
    backups: list[Backup]
