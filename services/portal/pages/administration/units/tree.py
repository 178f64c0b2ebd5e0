"""The units as a tree, read from top to bottom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.portal.pages.administration.seen import Unit


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit and how deep it hangs."""

    unit: Unit
    depth: int


def branches(units: Sequence[Unit]) -> list[Branch]:
    """Every unit below the one it hangs on; what hangs on nothing that is seen stands at the top."""
    known = {one.unit_id for one in units}
    below: dict[str, list[Unit]] = {}
    for one in sorted(units, key=lambda unit: unit.name):
        below.setdefault(one.parent_id if one.parent_id in known and one.parent_id else "", []).append(one)
    return list(_from("", below, 0))


def _from(parent: str, below: dict[str, list[Unit]], depth: int) -> Iterator[Branch]:
    for unit in below.get(parent, ()):
        yield Branch(unit, depth)
        yield from _from(unit.unit_id, below, depth + 1)


def choices(found: Sequence[Branch]) -> list[tuple[str, str]]:
    """The open units for a field, indented by their depth."""
    return [(one.unit.unit_id, "\u2003" * one.depth + one.unit.name) for one in found if one.unit.active]
