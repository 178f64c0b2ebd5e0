"""What is asked about requests for access."""

from collections.abc import Sequence

from asyncpg import Record
from sqlalchemy import exists, literal, select

from services.portal.access_request.aggregate import Stage
from services.portal.access_request.schemas import AccessRequestAnswer
from services.portal.access_request.tables import access_requests
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.web.paging import PageWanted, page_of


async def _told(work: Work, rows: Sequence[Record]) -> list[AccessRequestAnswer]:
    opened = await work.unseal_all([(f"access_request-{row['request_id']}", row["sealed"]) for row in rows])
    known = [name for name in AccessRequestAnswer.model_fields if name != "reason"]
    return [
        AccessRequestAnswer(**{name: row[name] for name in known}, reason=said.get("reason", ""))
        for row, said in zip(rows, opened, strict=True)
    ]


async def waits(work: Work, staff_id: str, role: str, unit_id: str) -> bool:
    """Whether somebody asked for the same already and waits."""
    of = access_requests.c
    same = exists().where(of.staff_id == staff_id, of.role == role, of.unit_id == unit_id, of.stage == Stage.OPEN.value)
    return bool(await work.value(select(same)))


async def requests_of(work: Work, staff_id: str) -> list[tuple[str, str, str]]:
    """All that somebody asked for: request, approval and stage."""
    of = access_requests.c
    rows = await work.rows(select(of.request_id, of.approval_id, of.stage).where(of.staff_id == staff_id))
    return [(row["request_id"], row["approval_id"], row["stage"]) for row in rows]


async def own_page(work: Work, page: PageWanted, staff_id: str) -> list[AccessRequestAnswer]:
    """Somebody's own requests, the latest first."""
    chosen = select(access_requests).where(access_requests.c.staff_id == staff_id)
    return await _told(work, await page_of(work, chosen, [access_requests.c.request_id.desc()], page))


async def own(work: Work, staff_id: str, most: int) -> list[AccessRequestAnswer]:
    """The latest of somebody's own requests."""
    chosen = select(access_requests).where(access_requests.c.staff_id == staff_id)
    return await _told(work, await work.rows(chosen.order_by(access_requests.c.request_id.desc()).limit(most)))


async def one(work: Work, request_id: str) -> AccessRequestAnswer:
    """One request; raises `NotFoundError` when there is none that the caller may see."""
    of = access_requests.c
    seen = visible(of.unit_id, literal("access_request-").concat(of.request_id))
    row = await work.row(select(access_requests).where(of.request_id == request_id, seen))
    if row is None:
        raise NotFoundError
    return (await _told(work, [row]))[0]
