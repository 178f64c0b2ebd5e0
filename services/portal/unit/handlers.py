"""What is done with units, each in the transaction of whoever asks."""

from dataclasses import replace

from services.portal.unit.aggregate import UNIT, ChangeUnit, decide
from services.portal.unit.queries import around
from shared.eventstore.work import Work
from shared.security.known import unit_for
from shared.values.errors import ForbiddenError


async def change_unit(work: Work, command: ChangeUnit, if_match: int | None = None) -> int:
    """Makes or changes a unit below one that the caller covers; gives its version.

    A unit's stream belongs to its parent, so that who looks after a unit can't alter the unit itself.
    """
    above = command.parent_id or ""
    if command.parent_id is not None:
        await unit_for(work, above, "/parent_id")
    elif not work.context.covers(above):
        raise ForbiddenError("Who looks after everything alone may change the top.", pointer="/parent_id")
    unit = await work.load(UNIT, command.unit_id, unit=above, if_match=if_match, must_exist=if_match is not None)
    command = replace(command, around=await around(work, command.unit_id, command.parent_id))
    work.record(unit, decide(unit.state, command), unit=above)
    return unit.version
