"""Back-ups: one is begun, its progress is live, and what it takes to bring one back is said with its own names."""

from typing import Annotated, Any, Final

from fastapi import Form, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.frame.live import lively
from services.portal.pages.frame.own import seen, told
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from services.portal.pages.operations.backups.seen import Backups
from services.portal.pages.operations.backups.waiting import STATES
from services.portal.second_factor.queries import has_factor
from shared.values.ids import ID_PATTERN
from shared.web.routing import allowed

routes = page_router()

SEES, MAKES, RESTORES = "portal.backup.read", "portal.backup.make", "portal.backup.restore"
LATEST: Final = 20
STEPS: Final[dict[str, str]] = {
    "": N_("About to begin"),
    "Taking one moment of all stores": N_("Holding one moment of all stores"),
    "Files": N_("Stored files"),
}
"""What a step is called where it is not the name of a service."""
REASONS: Final[dict[str, str]] = {
    "lost": N_("The portal ended while it was made. Begin another one."),
    "broken off": N_("It was broken off; the portal's log says why."),
}

Key = Annotated[str, Form(max_length=100)]
BackupId = Annotated[str, Form(pattern=ID_PATTERN)]


@routes.get("/operations/backups", dependencies=[allowed(SEES)])
async def index(visit: Visiting) -> Response:
    return await _page(visit)


@routes.get("/operations/backups/live", dependencies=[allowed(SEES)])
async def live(visit: Visiting) -> Response:
    """What is made and what was made, again whenever it changed."""

    async def shown() -> tuple[str, bool]:
        return bytes(page(visit, "operations/backups/now.html", **await _now(visit)).body).decode(), False

    return lively(visit, shown)


@routes.post("/operations/backups", dependencies=[allowed(MAKES)])
async def start(visit: Visiting, key: Key) -> Response:
    """Asks the portal for one, which goes on with it whoever looks."""
    answer = await told(visit, "/v1/backups", {}, key)
    return await _page(visit, "" if answer.done else answer.why, 200 if answer.done else answer.status)


@routes.post("/operations/backups/restoration", dependencies=[allowed(RESTORES)])
async def restore(
    visit: Visiting,
    key: Key,
    backup_id: BackupId,
    password: Annotated[str, Form(max_length=200)],
    code: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Asks for it in the visitor's name; the page then waits for the end, whatever becomes of this process."""
    body = {"password": password, "code": code.strip() or None}
    answer = await told(visit, f"/v1/backups/{backup_id}/restoration", body, key)
    if not answer.done:
        return await _page(visit, answer.why, answer.status)
    return RedirectResponse("/operations/backups", status_code=303)


async def _page(visit: Visit, wrong: str = "", status: int = 200) -> Response:
    data_dir = str(visit.running.settings.data_dir.absolute())
    async with visit.running.begin(read_only=True) as work:
        factor = await has_factor(work, visit.staff_id)
    shown = await _now(visit)
    return page(
        visit,
        "operations/backups/page.html",
        status,
        wrong=wrong,
        makes=visit.may(MAKES),
        restores=visit.may(RESTORES),
        factor=factor,
        data_dir=data_dir,
        **shown,
    )


async def _now(visit: Visit) -> dict[str, Any]:
    found = await seen(visit, "/v1/backups", Backups, limit=LATEST)
    actors = [one.actor for one in found.value.backups] if found.value else []
    last = found.value.restoration if found.value else None
    names = await names_of(visit, [*actors, last.actor if last else ""])
    return {"found": found, "names": names, "steps": STEPS, "reasons": REASONS, "states": STATES, "last": last}
