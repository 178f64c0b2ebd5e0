"""Back-ups over HTTP."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from shared.web.schemas import Answer, Body

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


class RestoreBody(Body):
    """Who asks proves it again: the password, and `code` of the second factor or a recovery code where there is one."""

    password: Annotated[str, Field(min_length=1, max_length=200)]
    code: Annotated[str, Field(min_length=6, max_length=40)] | None = None


class RestoreWanted(Answer):
    restore_id: str


class RestorationAnswer(Answer):
    """A restore that was asked for here: of the back-up `name`; `state` is checking, stopping, restoring, placing, done
    or failed, `why` says what stood in the way. `erased` are persons erased once more, `withdrawn` published events
    that are no more.
    """

    restore_id: str
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


class Backups(Answer):
    """The latest first; `folder` is where new ones are made. `supervised`: one can be brought back from here."""

    folder: str
    backups: list[BackupAnswer]
    supervised: bool
    restoration: RestorationAnswer | None
