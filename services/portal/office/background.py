"""Says at the start in the log whether one person may administer everything."""

import structlog

from services.portal.separation.queries import holders_of_role, is_separated
from services.portal.unit.queries import any_unit
from shared.web.running import Running

log = structlog.get_logger(__name__)


async def tell_offices(running: Running) -> None:
    """Once; nothing before there is an organisation, or after the offices were separated."""
    async with running.begin(read_only=True) as work:
        if not await any_unit(work) or await is_separated(work):
            return
        holders = await holders_of_role(work, "administrator")
    log.warning("single_administrator", holders=len(holders), next_step="/administration/roles#offices")
