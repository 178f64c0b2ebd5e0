"""Who may do what where, answered from memory: filled from the service's own tables, emptied when they change."""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import structlog

from shared.eventstore.database import Database
from shared.security.permissions import matches
from shared.security.principal import Principal
from shared.security.schema import EVERYTHING

ASKED_EVERY: Final = 0.5
"""Seconds at most between two looks whether another process folded a change."""
SOONEST: Final = 0.02
"""Seconds at least: a thousand changes in a row are not looked for one by one."""
SESSIONS_KEPT: Final = "15 minutes"
"""Tokens of an ended session are over long before this."""
MOST_SUBJECTS: Final = 50_000

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Grant:
    """A role's permission patterns on a unit and everything below it, until the end of a day."""

    unit_id: str
    permissions: tuple[str, ...]
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What is known of one subject: its own unit, and its grants; a leaver is not `active` and has no rights."""

    unit_id: str = ""
    active: bool = True
    grants: tuple[Grant, ...] = ()
    asked: dict[tuple[str, date], tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tree:
    """The units by their parents."""

    parents: dict[str, str | None] = field(default_factory=dict)

    @property
    def root(self) -> str | None:
        """The one unit that everything hangs on, if there is one."""
        tops = [unit for unit, parent in self.parents.items() if parent is None or parent not in self.parents]
        return tops[0] if len(tops) == 1 else None

    def covers(self, scopes: Sequence[str], unit: str) -> bool:
        """Whether the unit is one of `scopes` or below one; everything covers all units there are, and none else."""
        if EVERYTHING in scopes:
            return not unit or unit in self.parents
        wanted = set(scopes)
        above: str | None = unit
        for _ in range(len(self.parents) + 1):
            if above in wanted:
                return True
            above = self.parents.get(above) if above else None
            if above is None:
                return False
        return False


def scopes_for(subject: Subject, permission: str, today: date, tree: Tree) -> tuple[str, ...]:
    """The units on which the subject has the permission today; `("*",)` for the root of everything."""
    if not subject.active:
        return ()
    key = permission, today
    known = subject.asked.get(key)
    if known is None:
        found = {
            grant.unit_id
            for grant in subject.grants
            if (grant.until is None or grant.until >= today)
            and any(matches(pattern, permission) for pattern in grant.permissions)
        }
        known = (EVERYTHING,) if EVERYTHING in found or (tree.root in found) else tuple(sorted(found))
        subject.asked[key] = known
    return known


class Grants:
    """The grants, units and ended sessions of a service, in memory."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._epoch = -1
        self._subjects: dict[str, Subject] = {}
        self._ended: frozenset[str] = frozenset()
        self.tree = Tree()
        self.stirred = asyncio.Event()
        """Set by who has just folded a change: it is looked for at once."""

    async def refresh(self) -> None:
        """Looks whether the tables changed; forgets what was remembered if so."""
        async with self._database.pool("system").acquire() as conn:
            epoch = await conn.fetchval("SELECT epoch FROM access_epoch")
            if epoch == self._epoch:
                return
            units = await conn.fetch("SELECT unit_id, parent_id FROM units")
            ended = await conn.fetch(
                f"SELECT session FROM revocations WHERE ended_at > now() - interval '{SESSIONS_KEPT}'"  # nosec B608  # assembled from constants of the code only
            )
        self.tree = Tree({row["unit_id"]: row["parent_id"] for row in units})
        self._ended = frozenset(row["session"] for row in ended)
        self._subjects = {}
        self._epoch = epoch

    async def watch(self) -> None:
        """Refreshes for ever; a database that is away leaves the last answers standing."""
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stirred.wait(), ASKED_EVERY)
            self.stirred.clear()
            await asyncio.sleep(SOONEST)
            try:
                await self.refresh()
            except Exception as error:  # noqa: BLE001 - whatever fails here must not end the watching
                log.warning("grants_not_refreshed", error=type(error).__name__)

    def ended(self, principal: Principal) -> bool:
        """Whether the principal's session was ended: its tokens no longer count."""
        return principal.session != "" and principal.session in self._ended

    async def of(self, principal: Principal) -> Subject:
        """What the subject has, from memory or, the first time after a change, from the tables."""
        known = self._subjects.get(principal.subject)
        if known is not None:
            return known
        subjects = self._subjects
        async with self._database.pool("system").acquire() as conn:
            member = await conn.fetchrow("SELECT unit_id, active FROM members WHERE subject = $1", principal.subject)
            rows = await conn.fetch(
                "SELECT unit_id, permissions, until FROM grants WHERE subject = $1", principal.subject
            )
        subject = Subject(
            unit_id=member["unit_id"] if member else "",
            active=member["active"] if member else True,
            grants=tuple(Grant(row["unit_id"], tuple(row["permissions"]), row["until"]) for row in rows),
        )
        if len(subjects) >= MOST_SUBJECTS:
            subjects.clear()
        # `subjects` is the dictionary of before the question: an answer overtaken by a change is dropped with it.
        subjects[principal.subject] = subject
        return subject
