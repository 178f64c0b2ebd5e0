"""Accounts of a book, laid down from a month on."""

from services.contract.accounts.aggregate import ACCOUNTS, BookAccounts, MapAccounts, decide
from services.contract.accounts.events import AccountsMapped
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.ids import derived_id


async def map_accounts(work: Work, fact: AccountsMapped, closed: str | None) -> Stream[BookAccounts]:
    """Bookings are posted so from that period on; `closed` is the last period that somebody closed."""
    stream = await work.load(ACCOUNTS, derived_id("accounts", fact.book))
    work.record(stream, decide(stream.state, MapAccounts(fact, closed)))
    return stream
