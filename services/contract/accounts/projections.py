from collections.abc import Iterable

from sqlalchemy import Executable, insert

from services.contract.accounts.events import AccountsMapped
from services.contract.accounts.tables import account_mappings
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("account_mappings", tables=[account_mappings])


@projection.on(AccountsMapped)
def map_accounts(r: Recorded[AccountsMapped]) -> Iterable[Executable]:
    event = r.event
    yield insert(account_mappings).values(
        book=event.book,
        version=r.version,
        from_period=event.from_period,
        lines=[line.model_dump(mode="json") for line in event.lines],
    )
