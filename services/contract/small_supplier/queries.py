"""What we owe small suppliers; the statement carries the predicate of visibility."""

from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from services.contract.customer.tables import aliases
from services.contract.obligation.queries import falling_due
from services.contract.party.events import PROTECTED
from services.contract.party.tables import party_sizes


def owed_to_small_suppliers(until: date, on: date) -> Select[Any]:
    """What we owe still and must pay until that day, to whoever the law protects by the size they are of on a day; of
    a merged supplier by that of the one it was merged into.
    """
    due = falling_due(until, "us", "payment").subquery("due")
    survivor = select(aliases.c.survivor_id).where(aliases.c.customer_id == due.c.counterparty_id).scalar_subquery()
    size = (
        select(party_sizes.c.size)
        .where(
            party_sizes.c.customer_id == func.coalesce(survivor, due.c.counterparty_id),
            party_sizes.c.effective_on <= on,
        )
        .order_by(party_sizes.c.effective_on.desc(), party_sizes.c.version.desc())
        .limit(1)
        .scalar_subquery()
    )
    sized = select(due, size.label("size")).where(due.c.direction == "purchase").subquery("sized")
    return select(sized).where(sized.c.size.in_(sorted(PROTECTED)))
