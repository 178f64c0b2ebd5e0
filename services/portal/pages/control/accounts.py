"""Which accounts bookings go to: what holds from which month on, and laying it down otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.control.books import AT as BOOKS
from services.portal.pages.control.books import BOOK, READS, named
from services.portal.pages.control.seen import Accounts, AccountsFrom, Line
from services.portal.pages.drafting.fields import Fields, Refused, Said, rows_of, sent
from services.portal.pages.frame.asking import Part
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from shared.values.errors import NotFoundError
from shared.web.routing import allowed

routes = page_router()

MAPS: Final = "contract.book.map"
AT: Final = f"{BOOKS}/accounts"
PATIENCE: Final = 10.0
SIDES: Final = ("debit", "credit")
WHICH: Final = {
    "any": N_("whatever it is for"),
    "payment": N_("payment"),
    "advance": N_("advance"),
    "deposit": N_("earnest money"),
    "retention": N_("retention money"),
    "invoice": N_("of an invoice"),
}
Book = Annotated[str, Query(max_length=64)]
Month = Annotated[str, Query(pattern=r"^([0-9]{4}-[0-9]{2})?$")]


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind of bookings is posted: the accounts of each side, each with the amount that goes to it."""

    kind: str
    direction: str
    instrument: str
    lines: tuple[Line, ...]

    def on(self, side: str) -> list[Line]:
        return [one for one in self.lines if one.side == side]


@routes.get(AT, dependencies=[allowed(READS)])
async def index(visit: Visiting, book: Book = BOOK, since: Month = "") -> Response:
    """What was laid down last, or from the month that is asked about on."""
    found = await _accounts(visit, book)
    chosen = chosen_of(found.value.items, since) if found.value else None
    return page(
        visit,
        "control/accounts.html",
        found=found,
        chosen=chosen,
        rules=rules_of(chosen.lines) if chosen else [],
        book=book,
        which=WHICH,
    )


@routes.get(f"{AT}/new", dependencies=[allowed(MAPS)])
async def ask(visit: Visiting, book: Book = BOOK) -> Response:
    """The accounts as they were laid down last, to be said anew from a month on."""
    found = await _accounts(visit, book)
    lines = found.value.items[-1].lines if found.value else []
    store = visit.running.store
    begun = {"book": book, "from_period": f"{store.clock.today(store.zone):%Y-%m}"}
    return _form(visit, Refused(fields=begun | {name_of(one): one.account for one in lines}))


@routes.post(f"{AT}/new", dependencies=[allowed(MAPS)])
async def lay_down(visit: Visiting) -> Response:
    fields = sent(await visit.request.form())
    said = accounts_by(fields)
    told = await visit.asking.tell(
        "contract", "/v1/account-mappings", said.body, key=fields.get("key", ""), seconds=PATIENCE
    )
    if told.done:
        return RedirectResponse(f"{AT}?book={fields.get('book', '')}", status_code=303)
    return _form(visit, Refused.by(told, "", fields, said))


def name_of(one: Line) -> str:
    """The field in which the account of a line is typed."""
    return f"account.{one.kind}.{one.direction}.{one.instrument}.{one.side}.{one.amount}"


def lines_in(fields: Mapping[str, str]) -> list[Line]:
    """The lines that the form has a field for, in its order."""
    found = [(name.split("."), value) for name, value in fields.items() if name.startswith("account.")]
    return [
        Line(kind=of[1], direction=of[2], instrument=of[3], side=of[4], amount=of[5], account=value)
        for of, value in found
        if len(of) == len(Line.model_fields)
    ]


def accounts_by(fields: Fields) -> Said:
    """The whole mapping as the form says it: what it had, and the rows that were added, each with two sides."""
    said = Said(body={name: fields.get(name, "") for name in ("book", "from_period")} | {"lines": []})
    lines: list[dict[str, Any]] = said.body["lines"]
    for one in lines_in(fields):
        said.places[f"/lines/{len(lines)}"] = name_of(one)
        said.places[f"/lines/{len(lines)}/account"] = name_of(one)
        lines.append(one.model_dump())
    for at in rows_of(fields, "more", SIDES):
        row = {name: fields.get(f"more-{at}-{name}", "") for name in ("kind", "direction", "instrument")}
        for side in SIDES:
            said.places[f"/lines/{len(lines)}"] = f"more-{at}"
            said.places[f"/lines/{len(lines)}/account"] = f"more-{at}-{side}"
            lines.append({**row, "side": side, "amount": "gross", "account": fields.get(f"more-{at}-{side}", "")})
    return said


def rules_of(lines: Sequence[Line]) -> list[Rule]:
    """Kind by kind of each direction, what holds for whatever it is for before what holds for one instrument."""
    found: dict[tuple[str, str, str], list[Line]] = {}
    for one in lines:
        found.setdefault((one.direction, one.kind, one.instrument), []).append(one)
    order = list(WHICH)
    keys = sorted(found, key=lambda of: (of[0], of[1], order.index(of[2]) if of[2] in order else len(order)))
    return [Rule(kind, direction, which, tuple(found[direction, kind, which])) for direction, kind, which in keys]


def chosen_of(items: Sequence[AccountsFrom], since: str) -> AccountsFrom | None:
    """What was said last of all, or of the month that is named."""
    return next((one for one in reversed(items) if since in ("", one.from_period)), None)


async def _accounts(visit: Visit, book: str) -> Part[Accounts]:
    found = await visit.asking.ask("contract", f"/v1/books/{named(book)}/accounts", Accounts)
    if found.state == "none":
        raise NotFoundError
    return found


def _form(visit: Visit, refused: Refused) -> Response:
    lines = lines_in(refused.fields)
    return page(
        visit,
        "control/accounts_form.html",
        refused.status,
        **refused.shown,
        rules=rules_of(lines),
        kinds=sorted({one.kind for one in lines}),
        name_of=name_of,
        which=[(code, visit.say(word)) for code, word in WHICH.items()],
        row_numbers=lambda fields, kind: rows_of(fields, kind, SIDES),
    )
