"""What is asked about requests for access."""

from typing import Any

from asyncpg import Record
from sqlalchemy import Select, exists, literal, select

from services.portal.access_request.aggregate import Stage
from services.portal.access_request.tables import access_reasons, access_requests
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.web.paging import PageWanted, page_of


def _told() -> Select[Any]:
    return select(access_requests, access_reasons.c.words.label("reason")).outerjoin(
        access_reasons, access_reasons.c.request_id == access_requests.c.request_id
    )


async def waits(work: Work, staff_id: str, role: str, unit_id: str) -> bool:
    """Whether somebody asked for the same already and waits."""
    of = access_requests.c
    same = exists().where(of.staff_id == staff_id, of.role == role, of.unit_id == unit_id, of.stage == Stage.OPEN.value)
    return bool(await work.value(select(same)))


async def own_page(work: Work, page: PageWanted, staff_id: str) -> list[Record]:
    """Somebody's own requests, the latest first."""
    chosen = _told().where(access_requests.c.staff_id == staff_id)
    return await page_of(work, chosen, [access_requests.c.request_id.desc()], page)


async def own(work: Work, staff_id: str, most: int) -> list[Record]:
    """The latest of somebody's own requests."""
    chosen = _told().where(access_requests.c.staff_id == staff_id)
    return await work.rows(chosen.order_by(access_requests.c.request_id.desc()).limit(most))


async def one(work: Work, request_id: str) -> Record:
    """One request; raises `NotFoundError` when there is none that the caller may see."""
    of = access_requests.c
    seen = visible(of.unit_id, literal("access_request-").concat(of.request_id))
    row = await work.row(_told().where(of.request_id == request_id, seen))
    if row is None:
        raise NotFoundError
    return row
