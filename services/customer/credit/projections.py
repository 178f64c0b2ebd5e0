from collections.abc import Iterable

from sqlalchemy import Executable, delete
from sqlalchemy.dialects.postgresql import insert

from services.customer.credit.events import CreditChanged, GroupChanged
from services.customer.credit.tables import credit_history, groups
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("credits", tables=[credit_history, groups])


@projection.on(CreditChanged)
def change(r: Recorded[CreditChanged]) -> Iterable[Executable]:
    event = r.event
    yield insert(credit_history).values(
        customer_id=event.customer_id,
        version=r.version,
        unit_id=r.unit,
        limit=event.limit.amount if event.limit else None,
        currency=event.limit.currency if event.limit else None,
        term_days=event.term_days,
        effective_on=event.effective_on,
        until=event.until,
        changed_by=r.actor,
    )


@projection.on(GroupChanged)
def move(r: Recorded[GroupChanged]) -> Iterable[Executable]:
    event = r.event
    yield delete(groups).where(groups.c.customer_id == event.customer_id)
    if event.after is not None:
        yield insert(groups).values(customer_id=event.customer_id, unit_id=r.unit, head_id=event.after)
