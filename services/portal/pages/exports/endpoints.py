"""Lists taken away as CSV: begun by a click, made beside the pages with their progress, kept for a day."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Final, Literal

from fastapi import Form, Response
from fastapi.responses import RedirectResponse

from services.portal.export.handlers import Export, begin, export_of, exports_of, pieces_of
from services.portal.pages.exports.lists import LISTS
from services.portal.pages.exports.making import make
from services.portal.pages.frame.live import lively
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from shared.values.errors import ForbiddenError, NotFoundError
from shared.values.ids import Id
from shared.web.sheets import download

routes = page_router()

LATEST: Final = 20


@routes.post("/exports/{what}")
async def start(what: Literal["customers", "contracts"], visit: Visiting, key: Annotated[Id, Form()]) -> Response:
    """Begins an export of what the visitor sees; the same form sent twice is one."""
    wanted = LISTS[what]
    if not visit.may(wanted.permission):
        raise ForbiddenError(permission=wanted.permission)
    async with visit.running.begin() as work:
        sealed_with = await begin(work, visit.running.store.sealer, key, visit.staff_id, what)
    if sealed_with is not None:
        make(visit, key, sealed_with, wanted)
    return RedirectResponse(f"/exports/{key}", status_code=303)


@routes.get("/exports")
async def index(visit: Visiting) -> Response:
    """What the visitor took away today."""
    async with visit.running.begin(read_only=True) as work:
        found = await exports_of(work, visit.staff_id, LATEST)
    return page(visit, "exports/list.html", found=found, lists=LISTS)


@routes.get("/exports/{export_id}")
async def show(export_id: Id, visit: Visiting) -> Response:
    return page(visit, "exports/one.html", **await _shown(visit, export_id))


@routes.get("/exports/{export_id}/live")
async def live(export_id: Id, visit: Visiting) -> Response:
    """How far it is, until it is over."""

    async def shown() -> tuple[str, bool]:
        now = await _shown(visit, export_id)
        return bytes(page(visit, "exports/progress.html", **now).body).decode(), now["one"].over

    await _one(visit, export_id)
    return lively(visit, shown, every=0.5)


@routes.get("/exports/{export_id}/file.csv")
async def file(export_id: Id, visit: Visiting) -> Response:
    """What was made, for whom asked for it."""
    one = await _one(visit, export_id)
    if one.state != "done":
        raise NotFoundError
    return download(f"{one.what}-{one.begun_at:%Y-%m-%d}.csv", _pieces(visit, export_id))


async def _pieces(visit: Visit, export_id: str) -> AsyncIterator[bytes]:
    async with visit.running.begin(read_only=True) as work:
        async for piece in pieces_of(work, visit.running.store.sealer, export_id):
            yield piece


async def _one(visit: Visit, export_id: str) -> Export:
    async with visit.running.begin(read_only=True) as work:
        found = await export_of(work, visit.staff_id, export_id)
    if found is None:
        raise NotFoundError
    return found


async def _shown(visit: Visit, export_id: str) -> dict[str, Any]:
    one = await _one(visit, export_id)
    return {"one": one, "list": LISTS[one.what]}
