"""The accounts of a book: those that come with the program, and those laid down here."""

from sqlalchemy import select

from services.asset.accounts.events import AccountsMapped, AccountsOfClass
from services.asset.accounts.mapping import in_force, shipped
from services.asset.accounts.tables import depreciation_accounts
from shared.eventstore.work import Work


async def mappings(work: Work, book: str) -> list[AccountsMapped]:
    """All of a book, in the order in which they were said."""
    known = depreciation_accounts
    rows = await work.rows(select(known).where(known.c.book == book).order_by(known.c.version))
    said = [
        AccountsMapped.model_validate({"book": book, "from_period": row["from_period"], "lines": row["lines"]})
        for row in rows
    ]
    return [shipped(book), *said]


async def accounts_in(work: Work, book: str, period: str) -> tuple[AccountsOfClass, ...]:
    """Those that hold in a month."""
    return in_force(await mappings(work, book), period)
