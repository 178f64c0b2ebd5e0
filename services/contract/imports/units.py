"""Which unit of ours a contract of a file belongs to: by what the file calls it."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Final

from pydantic import StringConstraints
from sqlalchemy import select

from services.contract.imports.errand import one_of
from shared.eventstore.work import Work
from shared.security.tables import units
from shared.values.errors import ForbiddenError, InvalidFieldError

Called = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,200}=[A-Za-z0-9][A-Za-z0-9._-]{0,35}$")]
"""What a file calls a unit, and which one that is, by its code or id: `A-01=<unit id>`."""
MOST: Final = 500


async def units_told(work: Work, called: Mapping[str, str]) -> dict[str, str]:
    """The units that the caller names, by what a file calls them. Raises `InvalidFieldError` for what is no unit,
    `ForbiddenError` for one in which the caller may not import.
    """
    ours = await _ours(work, called.values())
    for at, name in enumerate(called.values()):
        if name not in ours:
            raise InvalidFieldError(f"/units/{at}", "there is no such unit, or it is closed")
        if not work.context.covers(ours[name]):
            raise ForbiddenError("A unit is outside the caller's permission.")
    return {theirs: ours[name] for theirs, name in called.items()}


async def units_called(work: Work, names: Iterable[str], called: Mapping[str, str]) -> dict[str, str]:
    """The units in which the caller may import, by what a file calls them: as the caller says, else by their codes and
    ids.
    """
    ours = await _ours(work, [name for name in names if name not in called])
    return {**{name: unit for name, unit in ours.items() if work.context.covers(unit)}, **called}


async def _ours(work: Work, names: Iterable[str]) -> dict[str, str]:
    """Units by their code or id, those that are closed left out."""
    left = sorted(set(names))
    if not left:
        return {}
    named = one_of(units.c.unit_id, left) | one_of(units.c.code, left)
    rows = await work.rows(select(units.c.unit_id, units.c.code).where(named, units.c.active))
    known = {row["code"]: row["unit_id"] for row in rows} | {row["unit_id"]: row["unit_id"] for row in rows}
    return {name: known[name] for name in left if name in known}
