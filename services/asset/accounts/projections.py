"""Accounts of books as a table."""

from collections.abc import Iterable

from sqlalchemy import Executable, insert

from services.asset.accounts.events import AccountsMapped
from services.asset.accounts.tables import depreciation_accounts
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("depreciation_accounts", tables=[depreciation_accounts])


@projection.on(AccountsMapped)
def map_accounts(r: Recorded[AccountsMapped]) -> Iterable[Executable]:
    event = r.event
    yield insert(depreciation_accounts).values(
        book=event.book,
        version=r.version,
        from_period=event.from_period,
        lines=[line.model_dump(mode="json") for line in event.lines],
    )
