"""Accounts of a book, laid down from a month on."""

from services.asset.accounts.aggregate import ACCOUNTS, BookAccounts, MapAccounts, decide
from services.asset.accounts.events import AccountsMapped
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.ids import derived_id


async def map_accounts(work: Work, fact: AccountsMapped) -> Stream[BookAccounts]:
    """Months from that one on are posted so; those that were posted stay as they are."""
    stream = await work.load(ACCOUNTS, derived_id("depreciation accounts", fact.book))
    work.record(stream, decide(stream.state, MapAccounts(fact)))
    return stream
