"""A form of the table in a dialog of any page, or as a page of its own where no script runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Response
from fastapi.responses import RedirectResponse

from services.portal.pages.doing.doing import Begun, Doing
from services.portal.pages.drafting.fields import ASKED_FOR, Fields, Refused, Said, sent
from services.portal.pages.frame.asking import Told
from services.portal.pages.frame.money import CURRENCIES
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.visit import Visit
from shared.values.errors import ForbiddenError, NotFoundError

PATIENCE: Final = 10.0
SUM: Final = ("amount", "currency")
"""What an amount of money is said in."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a form stands: its own address, the thing it is about with its name and room, and what tells that page to
    show itself anew.
    """

    at: str
    back: str
    name: str
    room: tuple[str, str]
    changed: str


def doing_of(visit: Visit, doings: Mapping[str, Doing], name: str) -> Doing:
    """The deed of that name; `ForbiddenError` for whom it is not."""
    doing = doings.get(name)
    if doing is None:
        raise NotFoundError
    if not visit.may(doing.permission):
        raise ForbiddenError(permission=doing.permission)
    return doing


def asked(visit: Visit, doing: Doing, begun: Begun, place: Place, refused: Refused = ASKED_FOR) -> Response:
    """What it asks, begun with what is known, or as it was sent and refused."""
    shown = {**refused.shown, "fields": refused.fields or begun.fields, "currencies": CURRENCIES}
    template = "doing/dialog.html" if visit.fragment else "doing/page.html"
    return page(visit, template, refused.status, doing=doing, begun=begun, place=place, **shown)


async def sent_to(
    visit: Visit, doing: Doing, begun: Begun, path: str, fields: Fields, called: Mapping[str, str] | None = None
) -> tuple[Told, Refused]:
    """Sends what a form says; a second click of the same form is the same command. `called` are fields that the service
    calls otherwise, by their name in the form.
    """
    others = called or {}
    body = {others.get(name, name): value for name, value in doing.body(fields, begun.fields).items()}
    parts = {f"/{one.name.replace('.', '/')}": one.name for one in doing.fields if "." in one.name}
    sums = {f"/{one.name}/{part}": one.name for one in doing.fields if one.kind == "money" for part in SUM}
    said = Said(body, {**parts, **sums, **{f"/{key}": name for name, key in others.items()}})
    told = await tell(visit, doing, path, body, fields)
    return told, Refused.by(told, "", fields, said)


async def tell(visit: Visit, doing: Doing, path: str, body: Mapping[str, Any], fields: Fields) -> Told:
    """Sends a body that was made of a form's fields, with the form's key and the version that was looked at."""
    version = fields.get("version", "")
    return await visit.asking.tell(
        doing.service,
        path,
        dict(body),
        key=fields.get("key", ""),
        method=doing.method,
        version=int(version) if doing.versioned and version.isascii() and version.isdigit() else 0,
        seconds=PATIENCE,
    )


async def carried_out(
    visit: Visit, doing: Doing, begun: Begun, place: Place, path: str, called: Mapping[str, str] | None = None
) -> Response:
    """Sends the form of this request to `path`, and answers that it is done, or with the form as it was refused."""
    fields = sent(await visit.request.form())
    told, refused = await sent_to(visit, doing, begun, path, fields, called)
    return done(visit, doing, place) if told.done else asked(visit, doing, begun, place, refused)


def done(visit: Visit, doing: Doing, place: Place, once: str = "") -> Response:
    """Says so in the dialog and tells the page below it, or goes back to that. `once` is a secret that was made: it is
    told here and nowhere again.
    """
    if not visit.fragment:
        if once:
            return page(visit, "doing/once.html", doing=doing, place=place, once=once)
        return RedirectResponse(place.back, status_code=303)
    answer = page(visit, "doing/done.html", doing=doing, once=once)
    answer.headers["HX-Trigger"] = place.changed
    return answer
