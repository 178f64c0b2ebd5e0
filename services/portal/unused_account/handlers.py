"""Reporting accounts that nobody signs in with: once for each time that one is left alone."""

from datetime import timedelta
from typing import Final

from services.portal.staff.aggregate import STAFF, ReportUnused, decide
from services.portal.unused_account.queries import how_many, not_reported
from shared.eventstore.work import Work

DAYS: Final = 14
MOST: Final = 200
"""Reported in one transaction."""


async def report_unused(work: Work) -> tuple[int, int]:
    """Records for each account that is unused for two weeks that it is; gives how many it recorded, and how many
    unused accounts there are.
    """
    before = work.context.now - timedelta(days=DAYS)
    found = await not_reported(work, before, MOST)
    for staff_id, since in found:
        somebody = await work.load(STAFF, staff_id, must_exist=True)
        work.record(somebody, decide(somebody.state, ReportUnused(staff_id, somebody.state.unit_id, since, DAYS)))
    return len(found), await how_many(work, before)
