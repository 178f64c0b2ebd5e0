"""The order of a folder's revisions, read from their files: a service asks for it without loading what migrates."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

_NAMES: Final = ("revision", "down_revision", "after")


class BrokenChainError(Exception):
    """The revisions of a folder do not follow one another."""


@dataclass(frozen=True, slots=True)
class Chain:
    """`order` has every revision, the first one first; `before` is the last that the newest code needs: those behind it
    say `after = True` and take away what only the code before it used.
    """

    order: tuple[str, ...]
    before: str

    def goal(self, *, finish: bool) -> str:
        """Where a migration goes to."""
        return self.order[-1] if finish else self.before

    def reached(self, stands: str, *, finish: bool) -> bool:
        """Whether a database that stands there has all up to the goal. A version of a newer code is not known here, and
        says no.
        """
        return stands in self.order and self.order.index(stands) >= self.order.index(self.goal(finish=finish))

    def works_on(self, stands: str) -> bool:
        """Whether the code of this chain can work there: what a newer code has migrated already has it too."""
        return stands not in self.order or self.reached(stands, finish=False)


@lru_cache(maxsize=256)
def chain_of(folder: Path) -> Chain:
    """Raises `BrokenChainError` where revisions branch, or one follows none that is there."""
    found = {said["revision"]: said for said in map(_said, sorted(folder.glob("*.py"))) if "revision" in said}
    followed = {said.get("down_revision"): name for name, said in found.items()}
    order: list[str] = []
    while (following := followed.get(order[-1] if order else None)) is not None and following not in order:
        order.append(following)
    if not order or len(order) != len(found):
        raise BrokenChainError(f"{folder}: {' '.join(sorted(found))}")
    before = next(name for name in reversed(order) if not found[name].get("after", False))
    return Chain(tuple(order), before)


def _said(file: Path) -> Mapping[str, Any]:
    """The names that a revision gives values to."""
    said: dict[str, Any] = {}
    for line in ast.parse(file.read_bytes()).body:
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant):
            said |= {name.id: line.value.value for name in line.targets if isinstance(name, ast.Name)}
    return {name: value for name, value in said.items() if name in _NAMES}
