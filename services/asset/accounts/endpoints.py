"""The accounts of depreciation: laying them down, showing them."""

from typing import Annotated

from fastapi import Path
from sqlalchemy import select

from services.asset.accounts.aggregate import ACCOUNTS
from services.asset.accounts.handlers import map_accounts
from services.asset.accounts.queries import mappings
from services.asset.accounts.schemas import AccountsAnswer, AccountsBody, AccountsKept, AccountsList
from services.asset.asset_class.tables import classes
from services.asset.schemas import BookName
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError
from shared.values.ids import derived_id
from shared.web.routing import Command, Query, allowed, router

routes = router()

BookKey = Annotated[BookName, Path(description="The book's name")]


@routes.post("/v1/account-mappings", status_code=201, dependencies=[allowed("asset.depreciation.map")])
async def lay_down(body: AccountsBody, work: Command) -> AccountsKept:
    """Lays down to which accounts depreciation goes from a month on; months that were posted stay as they are."""
    await _check_classes(work, body)
    stream = await map_accounts(work, body.fact())
    return AccountsKept(book=body.book, version=stream.version)


@routes.get("/v1/books/{book}/accounts", dependencies=[allowed("asset.depreciation.read")])
async def show(book: BookKey, work: Query) -> AccountsList:
    """The accounts of a book, with the months from which they hold."""
    items = [AccountsAnswer(from_period=one.from_period, lines=list(one.lines)) for one in await mappings(work, book)]
    stream = ACCOUNTS.stream(derived_id("depreciation accounts", book))
    return AccountsList(book=book, stream=stream, items=items)


async def _check_classes(work: Work, body: AccountsBody) -> None:
    wanted = {line.class_code for line in body.lines if line.class_code}
    rows = await work.rows(select(classes.c.code).where(classes.c.code.in_(sorted(wanted)))) if wanted else []
    known = {row["code"] for row in rows}
    for place, line in enumerate(body.lines):
        if line.class_code and line.class_code not in known:
            raise InvalidFieldError(f"/lines/{place}/class_code", "there is no such class")
