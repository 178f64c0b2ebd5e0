"""Who runs PostgreSQL: we, or an account without rights when we are root, since PostgreSQL refuses root."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from shared.runtime.errors import StartError

CANDIDATES: Final = ("pactline", "postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """A system account without rights, for a server that refuses to run as root."""

    name: str
    uid: int
    gid: int

    def popen_options(self) -> dict[str, Any]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may_enter(self, place: Path) -> bool:
        """Whether every folder down to `place` lets this account pass."""
        return all(self._passes(folder) for folder in (*place.resolve().parents, place) if folder.is_dir())

    def _passes(self, folder: Path) -> bool:
        found = folder.stat()
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)


def account_for_postgres(data: Path, candidates: tuple[str, ...] = CANDIDATES) -> Account | None:
    """None when we may run it ourselves; the owner of `data` if it exists. Raises StartError when we are root and no
    other account exists.
    """
    if os.geteuid() != 0:
        return None
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return Account(f"uid {owner.st_uid}", owner.st_uid, owner.st_gid)
    for name in candidates:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(name, entry.pw_uid, entry.pw_gid)
    raise StartError(
        "PostgreSQL refuses to run as root, and this machine has no account without rights to run it.",
        "Make one (useradd --system pactline), or start Pactline as another user.",
    )
