"""Back-ups over HTTP."""

from datetime import datetime
from typing import Literal

from shared.web.schemas import Answer

State = Literal["wanted", "running", "done", "failed"]


class BackupWanted(Answer):
    backup_id: str


class BackupAnswer(Answer):
    """A back-up and how far it is: `done` of `steps`. `place` is where it lies on the portal's machine, `there` whether
    it still does; `why` says what stood in the way.
    """

    backup_id: str
    actor: str
    place: str
    there: bool
    state: State
    step: str
    done: int
    steps: int
    events: int | None
    bytes: int | None
    why: str
    begun_at: datetime
    ended_at: datetime | None


class Backups(Answer):
    """The latest first; `folder` is where new ones are made."""

    folder: str
    backups: list[BackupAnswer]
