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


class Restoration(Seen):
    name: str
    actor: str
    asked_at: datetime
    state: str
    step: str
    why: str
    events: int
    erased: int
    withdrawn: int
    ended_at: datetime | None

    @property
    def runs(self) -> bool:
        return self.state not in ("done", "failed")


class Backups(Seen):
    folder: str
    backups: list[Backup]
    supervised: bool
    restoration: Restoration | None

    @property
    def whole(self) -> list[Backup]:
        """Those that can be brought back."""
        return [one for one in self.backups if one.there and one.state == "done"]
