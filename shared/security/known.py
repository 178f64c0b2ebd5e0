"""Whether ids in a body stand for somebody, or for a unit: asked of the service's own copy of the portal's facts."""

from collections.abc import Mapping

from sqlalchemy import select

from shared.eventstore.work import Work
from shared.security.tables import members, units
from shared.values.errors import ForbiddenError, InvalidFieldError


async def require_people(work: Work, named: Mapping[str, str | None]) -> None:
    """Raises `InvalidFieldError` at the first pointer of `named` whose id is nobody's who works here now.

    An id that is None names nobody on purpose and passes.
    """
    working = await known_people(work, {person for person in named.values() if person is not None})
    for pointer, person in named.items():
        if person is not None and person not in working:
            raise InvalidFieldError(pointer, "there is no such member of staff, or they work here no longer")


async def known_people(work: Work, people: set[str]) -> frozenset[str]:
    """Those of the ids that stand for somebody who works here now."""
    if not people:
        return frozenset()
    rows = await work.rows(select(members.c.subject).where(members.c.subject.in_(sorted(people)), members.c.active))
    return frozenset(row["subject"] for row in rows)


async def require_units(work: Work, named: Mapping[str, str]) -> None:
    """Raises `InvalidFieldError` at the first pointer of `named` whose id is no active unit's."""
    if not named:
        return
    rows = await work.rows(select(units.c.unit_id).where(units.c.unit_id.in_(sorted(named.values())), units.c.active))
    active = {row["unit_id"] for row in rows}
    for pointer, unit in named.items():
        if unit not in active:
            raise InvalidFieldError(pointer, "there is no such unit, or it is closed")


async def unit_for(work: Work, unit: str | None, pointer: str = "/unit_id", *, closed: bool = False) -> str:
    """The unit that a new thing shall belong to: the one named in the body, without one the caller's own.

    Raises `InvalidFieldError` at `pointer` when there is no such unit or, unless `closed` ones will do, it is closed,
    `ForbiddenError` there when it is outside the caller's permission.
    """
    if unit is None:
        return work.context.unit
    active = await work.value(select(units.c.active).where(units.c.unit_id == unit))
    if active is None or not (active or closed):
        raise InvalidFieldError(pointer, "there is no such unit, or it is closed")
    require_covered(work, unit, pointer)
    return unit


def require_covered(work: Work, unit: str, pointer: str) -> None:
    """Raises `ForbiddenError` at `pointer` when the unit is outside the caller's permission."""
    if not work.context.covers(unit):
        raise ForbiddenError("The unit is outside the caller's permission.", pointer=pointer)
