"""Why a figure is what it is: its formula, the events it is made of, and each event itself."""

from datetime import date
from typing import Annotated, Final, Literal

from fastapi import Depends, Path, Query, Response

from services.portal.pages.frame.asking import Part
from services.portal.pages.frame.people import names_of, units_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.why.formulas import FORMULAS, SOURCES, Of
from services.portal.pages.why.seen import Events, Explained
from services.portal.pages.why.timeline import Narrowed, timeline_of, told
from shared.settings import PORTS
from shared.values.errors import NotFoundError
from shared.values.ids import Id

routes = page_router()

LINES: Final = 50
NOWHERE: Final[Part[Explained]] = Part(None, "none", "")

Thing = Annotated[str, Path(pattern="^[A-Za-z0-9._:-]{1,100}$")]
Word = Annotated[str, Path(pattern="^[a-z-]{1,40}$")]
StreamName = Annotated[str, Path(pattern="^[a-z][a-z_]{0,40}-[A-Za-z0-9._:-]{1,100}$")]
Apart = Annotated[str, Query(max_length=200)]
Cursor = Annotated[str, Query(max_length=1000)]
DAY: Final = "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"
Back = Annotated[str, Query(pattern=r"^(/why/[A-Za-z0-9/?=&%+._:-]*)?$", max_length=1000)]


@routes.get("/why/{of}/{thing}/{figure}")
async def why(
    of: Of,
    thing: Thing,
    figure: Word,
    visit: Visiting,
    currency: Apart = "",
    kind: Apart = "",
    age: Apart = "",
    month: Apart = "",
    product: Apart = "",
    book: Apart = "",
    clause: Apart | None = None,
    phase: Apart | None = None,
    as_of: Apart = "",
    cursor: Cursor = "",
) -> Response:
    """In a dialog of any page, or as a page of its own."""
    formula = FORMULAS[of].get(figure)
    if formula is None:
        raise NotFoundError
    apart = {"currency": currency, "kind": kind, "age": age, "month": month, "product": product, "book": book}
    apart["as_of"] = as_of
    given = {name: value for name, value in apart.items() if value}
    places = {name: value for name, value in (("clause", clause), ("phase", phase)) if value is not None}
    found = NOWHERE
    if of in SOURCES:
        service, path = SOURCES[of]
        # A clause that is empty means "under none", which is not the same as any.
        address = path.format(thing=thing, figure=figure)
        found = await visit.asking.ask(service, address, Explained, {**given, "limit": LINES, "cursor": cursor}, places)
    template = "lines" if visit.fragment and cursor else "dialog" if visit.fragment else "page"
    return page(
        visit,
        f"why/{template}.html",
        found=found,
        formula=formula,
        from_events=of in SOURCES,
        apart={**given, **places},
        at=f"/why/{of}/{thing}/{figure}",
    )


@routes.get("/events/{service}/{stream}")
async def events(
    service: str,
    stream: StreamName,
    visit: Visiting,
    version: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    back: Back = "",
    cursor: Cursor = "",
) -> Response:
    """One event as it was published, or a stream's events."""
    if service not in PORTS:
        raise NotFoundError
    asked = {"version": version, "limit": LINES, "cursor": cursor}
    found = await visit.asking.ask(service, f"/v1/streams/{stream}/events", Events, asked)
    shown = found.value.events if found.value else []
    names = await names_of(visit, [one.actor for one in shown])
    units = await units_of(visit, [one.unitid for one in shown if one.unitid])
    template = "event_lines" if visit.fragment and cursor else "event" if visit.fragment else "event_page"
    return page(
        visit,
        f"why/{template}.html",
        found=found,
        service=service,
        stream=stream,
        names=names,
        units=units,
        back=back,
        at=f"/events/{service}/{stream}",
    )


async def _narrowed(
    kind: Annotated[str, Query(pattern="^[a-z]{0,20}$")] = "",
    contract: Annotated[str, Query(pattern="^[0-9a-f-]{0,36}$")] = "",
    first: Annotated[str, Query(pattern=DAY)] = "",
    last: Annotated[str, Query(pattern=DAY)] = "",
    money: Literal["", "true", "false"] = "",
) -> Narrowed:
    return Narrowed(kind, contract, _day(first), _day(last), money)


def _day(text: str) -> date | None:
    """A form sends an empty day where none was chosen, and a day that there is not where somebody typed it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


Narrowing = Annotated[Narrowed, Depends(_narrowed)]
"""What of a timeline is wanted, as its form sends it."""


@routes.get("/{of}/{thing}/timeline")
async def moments(
    of: Literal["customers", "contracts", "assets"],
    thing: Id,
    visit: Visiting,
    narrowed: Narrowing,
    cursor: Cursor = "",
) -> Response:
    """The timeline of a page again: narrowed otherwise, or further back."""
    found = await timeline_of(visit, of, thing, narrowed, cursor)
    template = "why/moments.html" if visit.fragment else "why/moments_page.html"
    return page(visit, template, **told(of, thing, narrowed, found))
