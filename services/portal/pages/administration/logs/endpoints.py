"""The logs: what was done, refused, tried at the door and went wrong, by service, person, unit and time; as a file."""

from typing import Annotated, Any, Final

from fastapi import Depends, Query, Response
from fastapi.responses import StreamingResponse

from services.portal.pages.administration.logs.asked import LOGS, LOOKS, Asked
from services.portal.pages.administration.logs.export import lines_of
from services.portal.pages.administration.logs.persons import SHOWN, persons_in
from services.portal.pages.administration.logs.purposes import purpose_of
from services.portal.pages.administration.places import room
from services.portal.pages.administration.seen import Staff
from services.portal.pages.administration.units.endpoints import unit_choices
from services.portal.pages.frame.asking import Asking
from services.portal.pages.frame.own import NAME, own, seen
from services.portal.pages.frame.people import names_of, units_of
from services.portal.pages.frame.rendering import HEADERS
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.terms import TERMS
from services.portal.pages.frame.visit import Visit
from shared.journal.noting import note
from shared.journal.schema import Kind
from shared.settings import PORTS
from shared.web.correlation import Envelope
from shared.web.routing import allowed

routes = page_router()

READS: Final = "platform.log.audit"
STAFF: Final = "staff-"
Search = Annotated[Asked, Depends()]


@routes.get("/administration/logs", dependencies=[allowed(READS)])
async def index(visit: Visiting, asked: Search, cursor: Annotated[str, Query(max_length=500)] = "") -> Response:
    question = await _question(visit, asked)
    shape: Any = asked.log.shape
    found = await _asking(visit, asked.service).ask(
        asked.service, asked.log.path, shape, {**question, "cursor": cursor}
    )
    lines: list[Any] = getattr(found.value, asked.log.items) if found.value else []
    return room(
        visit,
        "logs/page.html",
        found=found,
        lines=lines,
        asked=asked,
        logs=LOGS,
        services=[(name, visit.say(TERMS[name])) for name in PORTS],
        choices=await unit_choices(visit) if visit.may("portal.unit.read") else [],
        names=await names_of(visit, [one for line in lines for one in _people_in(line)]),
        units=await units_of(visit, [getattr(one, "unit_id", "") for one in lines]),
        persons=await persons_in(visit, [one.streams for one in lines] if asked.log.path == LOOKS else []),
        at_once=SHOWN,
        purpose_of=purpose_of,
        staff_of=staff_of,
    )


@routes.get("/administration/logs/export", dependencies=[allowed(READS)])
async def export(visit: Visiting, asked: Search) -> Response:
    """The same search as a file. That it was taken away is a line of the journal itself."""
    question = await _question(visit, asked)
    async with visit.running.begin() as work:
        await note(
            work.conn,
            Kind.EXPORT,
            asked.name,
            actor=visit.staff_id,
            unit=visit.unit_id,
            subject=asked.service,
            correlation=Envelope.of(visit.request.scope).correlation,
        )
    shape: Any = asked.log.shape
    asking = _asking(visit, asked.service)
    return StreamingResponse(
        lines_of(asking, asked.service, asked.log.path, shape, asked.log.items, question),
        media_type="text/csv; charset=utf-8",
        headers={**HEADERS, "Content-Disposition": f'attachment; filename="{asked.service}-{asked.name}.csv"'},
    )


def staff_of(stream: str) -> str:
    """The id of who works here whose stream it is; empty for any other."""
    return stream.removeprefix(STAFF) if stream.startswith(STAFF) else ""


def _people_in(line: Any) -> list[str]:
    """Who did it, and those of whom it tells who work here."""
    about = [*getattr(line, "streams", ()), getattr(line, "stream", ""), getattr(line, "subject", "")]
    return [line.actor, *map(staff_of, about)]


def _asking(visit: Visit, service: str) -> Asking:
    return own(visit) if service == NAME else visit.asking


async def _question(visit: Visit, asked: Asked) -> dict[str, Any]:
    """The question, with the id of whom `person` names: by name or login, or by the id itself."""
    actor = asked.person
    if actor and visit.may("portal.staff.read"):
        found = await seen(visit, "/v1/staff", Staff, q=actor, limit=1)
        actor = found.value.staff[0].staff_id if found.value and found.value.staff else actor
    return asked.question(actor, visit.running.store.zone)
