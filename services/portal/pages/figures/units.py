"""Figures of units with all units below them: each stands under the part of the tree that one looks at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from services.portal.pages.frame.visit import Visit
from shared.security.tables import unit_closure, units


@dataclass(frozen=True, slots=True)
class Tree:
    """Units with all above them."""

    parents: Mapping[str, str | None]
    names: Mapping[str, str]

    def path(self, unit: str) -> list[str]:
        """From the highest unit down to this one."""
        found, at = [], unit if unit in self.parents else None
        while at is not None and at not in found:
            found.append(at)
            at = self.parents.get(at)
        return found[::-1]

    def common(self, several: Iterable[str]) -> str:
        """The lowest unit that is above all of them, or one of them; empty of none."""
        paths = [self.path(one) for one in several]
        shared = ""
        for level in zip(*paths, strict=False):
            if len(set(level)) > 1:
                break
            shared = level[0]
        return shared

    def under(self, root: str, unit: str) -> tuple[str, bool]:
        """The unit right below the root that a unit belongs to; the root, alone, stands for itself."""
        path = self.path(unit)
        if unit == root or root not in path:
            return unit, True
        return path[path.index(root) + 1], False


async def tree_of(visit: Visit, ids: Sequence[str]) -> Tree:
    """The units named, and those above them."""
    wanted = sorted({one for one in ids if one})
    if not wanted:
        return Tree({}, {})
    above = select(unit_closure.c.ancestor).where(unit_closure.c.descendant.in_(wanted))
    async with visit.running.begin(read_only=True) as work:
        rows = await work.rows(select(units).where(units.c.unit_id.in_(above)))
    return Tree({row["unit_id"]: row["parent_id"] for row in rows}, {row["unit_id"]: row["name"] for row in rows})
