"""The books: balances of a month, the postings behind an account, and months that are closed."""

import asyncio
import re
from datetime import date
from typing import Annotated, Final

from fastapi import Form, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.contracts.naming import contracts_named
from services.portal.pages.control.seen import BalanceSheet, Closings, Postings
from services.portal.pages.control.statements import MONTH
from services.portal.pages.frame.fetching import fetched
from services.portal.pages.frame.people import units_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from shared.values.errors import NotFoundError
from shared.web.paging import MOST
from shared.web.routing import allowed

routes = page_router()

READS, CLOSES = "contract.book.read", "contract.book.close"
AT: Final = "/payments/books"
BOOK: Final = "accounting"
CLOSED: Final = 12
PATIENCE: Final = 10.0
NAME: Final = re.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

Month = Annotated[str, Query(pattern=MONTH)]
Book = Annotated[str, Query(max_length=64)]
Cursor = Annotated[str, Query(max_length=500)]


@routes.get(AT, dependencies=[allowed(READS)])
async def index(visit: Visiting, period: Month = "", book: Book = BOOK) -> Response:
    return await _shown(visit, period, book)


@routes.get(f"{AT}/postings", dependencies=[allowed(READS)])
async def postings(
    visit: Visiting,
    period: Month = "",
    book: Book = BOOK,
    account: Annotated[str, Query(max_length=64)] = "",
    cursor: Cursor = "",
) -> Response:
    """The postings of a month, of one account or of all, booking by booking."""
    month = period or _month(visit)
    asked = {"period": month, "cursor": cursor, "limit": MOST}
    found = await visit.asking.ask("contract", f"/v1/books/{named(book)}/postings", Postings, asked)
    lines = [one for one in found.value.items if account in ("", one.account)] if found.value else []
    template = "control/posting_lines.html" if visit.fragment and cursor else "control/postings.html"
    about = [one.contract_id for one in lines]
    return page(
        visit,
        template,
        found=found,
        lines=lines,
        period=month,
        book=book,
        account=account,
        contracts=await contracts_named(visit, about),
    )


@routes.get(f"{AT}/postings.csv", dependencies=[allowed(READS)])
async def sheet(visit: Visiting, period: Month = "", book: Book = BOOK) -> Response:
    """The postings of a month as the contract service writes them."""
    path = f"/v1/books/{named(book)}/postings.csv?period={period or _month(visit)}"
    return await fetched(visit, "contract", path)


@routes.post(f"{AT}/closings", dependencies=[allowed(CLOSES)])
async def close(
    visit: Visiting,
    key: Annotated[str, Form(max_length=100)],
    period: Annotated[str, Form(pattern=MONTH)],
    book: Annotated[str, Form(max_length=64)] = BOOK,
) -> Response:
    """Closes the month for the visitor's unit and all below it."""
    body = {"book": book, "period": period, "unit_id": visit.unit_id}
    told = await visit.asking.tell("contract", "/v1/period-closings", body, key=key, seconds=PATIENCE)
    if not told.done:
        return await _shown(visit, period, book, told.why, told.status)
    return RedirectResponse(f"{AT}?period={period}", status_code=303)


async def _shown(visit: Visit, period: str, book: str, why: str = "", status: int = 200) -> Response:
    month, path = period or _month(visit), f"/v1/books/{named(book)}"
    sums, closed = await asyncio.gather(
        visit.asking.ask("contract", f"{path}/balances", BalanceSheet, {"period": month}),
        visit.asking.ask("contract", f"{path}/closings", Closings, {"limit": CLOSED}),
    )
    units = await units_of(visit, [one.unit_id for one in closed.value.items] if closed.value else [])
    return page(
        visit,
        "control/books.html",
        status,
        sums=sums,
        closed=closed,
        units=units,
        own=(await units_of(visit, [visit.unit_id])).get(visit.unit_id, ""),
        period=month,
        book=book,
        before=before(month),
        why=why,
    )


def before(month: str) -> str:
    """The month before one."""
    year, number = (int(part) for part in month.split("-"))
    return f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02d}"


def _month(visit: Visit) -> str:
    today: date = visit.running.store.clock.today(visit.running.store.zone)
    return f"{today:%Y-%m}"


def named(book: str) -> str:
    """The book, as a part of an address; `NotFoundError` for what can be none."""
    if not NAME.fullmatch(book):
        raise NotFoundError
    return book
