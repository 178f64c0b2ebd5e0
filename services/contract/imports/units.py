"""Which unit of ours a contract of a file belongs to: by what the file calls it."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Final

from pydantic import StringConstraints
from sqlalchemy import select

from services.contract.imports.errand import one_of
from shared.eventstore.work import Work
from shared.security.known import require_units
from shared.security.tables import units
from shared.values.errors import ForbiddenError

Called = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,200}=[0-9a-f-]{36}$")]
"""What a file calls a unit, and which one that is: `A-01=<unit id>`."""
MOST: Final = 500


async def check_units(work: Work, called: Mapping[str, str]) -> None:
    """Raises `InvalidFieldError` for what is no unit, `ForbiddenError` for one in which the caller may not import."""
    await require_units(work, {f"/units/{at}": unit for at, unit in enumerate(called.values())})
    if not all(work.context.covers(unit) for unit in called.values()):
        raise ForbiddenError("A unit is outside the caller's permission.")


async def units_called(work: Work, names: Iterable[str], called: Mapping[str, str]) -> dict[str, str]:
    """The units in which the caller may import, by what a file calls them: as the caller says, else by their ids."""
    left = [name for name in set(names) if name not in called and work.context.covers(name)]
    chosen = select(units.c.unit_id).where(one_of(units.c.unit_id, left), units.c.active)
    own = [row["unit_id"] for row in await work.rows(chosen)] if left else []
    return {**{unit: unit for unit in own}, **called}
