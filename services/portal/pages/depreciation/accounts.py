"""Which ledger accounts depreciation goes to: what holds from which month on, and laying it down otherwise."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Final

from fastapi import Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.assets.classes import class_names
from services.portal.pages.depreciation.endpoints import AT as DEPRECIATION
from services.portal.pages.depreciation.endpoints import BOOKS, SEES
from services.portal.pages.depreciation.seen import Accounts, AccountsOfClass
from services.portal.pages.drafting.fields import Fields, Refused, Said, rows_of, sent
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from shared.values.errors import NotFoundError
from shared.web.routing import allowed

routes = page_router()

MAPS: Final = "asset.depreciation.map"
AT: Final = f"{DEPRECIATION}/accounts"
ROW: Final = "class"
TOLD_BY: Final = ("expense", "accumulated")
Book = Annotated[str, Query(pattern="^[a-z][a-z_]{0,29}$")]


@routes.get(AT, dependencies=[allowed(SEES)])
async def index(visit: Visiting, book: Book = BOOKS[0]) -> Response:
    """What was laid down, the latest month first."""
    found = await visit.asking.ask("asset", f"/v1/books/{book}/accounts", Accounts)
    if found.state == "none":
        raise NotFoundError
    classes = await class_names(visit)
    return page(visit, "depreciation/accounts.html", found=found, book=book, books=BOOKS, classes=classes)


@routes.get(f"{AT}/new", dependencies=[allowed(MAPS)])
async def ask(visit: Visiting, book: Book = BOOKS[0]) -> Response:
    """The accounts as they were laid down last, to be said anew from a month on."""
    found = await visit.asking.ask("asset", f"/v1/books/{book}/accounts", Accounts)
    lines = found.value.items[-1].lines if found.value else ()
    store = visit.running.store
    begun = {"book": book, "from_period": f"{store.clock.today(store.zone):%Y-%m}"}
    return await _form(visit, Refused(fields=begun | fields_of(lines)))


@routes.post(f"{AT}/new", dependencies=[allowed(MAPS)])
async def lay_down(visit: Visiting) -> Response:
    fields = sent(await visit.request.form())
    said = accounts_by(fields)
    told = await visit.asking.tell("asset", "/v1/account-mappings", said.body, key=fields.get("key", ""))
    if told.done:
        return RedirectResponse(f"{AT}?book={fields.get('book', '')}", status_code=303)
    return await _form(visit, Refused.by(told, "", fields, said))


def fields_of(lines: Sequence[AccountsOfClass]) -> Fields:
    """The form that says what was laid down."""
    fields: Fields = {}
    for at, one in enumerate(sorted(lines, key=lambda one: one.class_code or "")):
        place = f"{ROW}-{at}-" if one.class_code else ""
        fields |= {f"{place}{name}": getattr(one, name) for name in TOLD_BY}
        fields |= {f"{place}code": one.class_code} if one.class_code else {}
    return fields


def accounts_by(fields: Mapping[str, str]) -> Said:
    """The accounts as the form says them: those of every other class first."""
    others = {name: fields.get(name, "") for name in TOLD_BY}
    said = Said(body={name: fields.get(name, "") for name in ("book", "from_period")} | {"lines": [others]})
    said.places |= {f"/lines/0/{name}": name for name in TOLD_BY}
    for at in numbers(fields):
        place = f"{ROW}-{at}"
        said.places |= {f"/lines/{len(said.body['lines'])}": place}
        said.places |= {f"/lines/{len(said.body['lines'])}/class_code": f"{place}-code"}
        row = {name: fields.get(f"{place}-{name}", "") for name in TOLD_BY}
        said.body["lines"].append({"class_code": fields.get(f"{place}-code", ""), **row})
    return said


def numbers(fields: Mapping[str, str], _kind: str = ROW) -> list[int]:
    """The rows that name an account."""
    return rows_of(fields, ROW, TOLD_BY)


async def _form(visit: Visit, refused: Refused) -> Response:
    return page(
        visit,
        "depreciation/accounts_form.html",
        refused.status,
        **refused.shown,
        classes=[(code, f"{code} {name}") for code, name in sorted((await class_names(visit)).items())],
        row_numbers=numbers,
    )
