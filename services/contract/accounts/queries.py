"""The mappings of a book: those laid down here, and the one that comes with the program."""

from sqlalchemy import select

from services.contract.accounts.events import AccountsMapped
from services.contract.accounts.mapping import in_force
from services.contract.accounts.shipped import BOOK, SHIPPED
from services.contract.accounts.tables import account_mappings
from shared.eventstore.work import Work
from shared.values.errors import NotFoundError


async def mappings(work: Work, book: str) -> list[AccountsMapped]:
    """All of a book, in the order in which they were said. Raises `NotFoundError` for a book nobody mapped."""
    chosen = select(account_mappings).where(account_mappings.c.book == book).order_by(account_mappings.c.version)
    said = [
        AccountsMapped.model_validate({"book": book, "from_period": row["from_period"], "lines": row["lines"]})
        for row in await work.rows(chosen)
    ]
    known = [SHIPPED, *said] if book == BOOK else said
    if not known:
        raise NotFoundError
    return known


async def mapping_for(work: Work, book: str, period: str) -> AccountsMapped:
    """The one in force in a period."""
    found = in_force(await mappings(work, book), period)
    if found is None:
        raise NotFoundError
    return found
