"""What is asked about obligations; every statement carries the predicate of visibility."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, literal, select

from services.contract.obligation.schemas import Owed
from services.contract.obligation.tables import obligations
from services.contract.terms import Debtor
from shared.security.visibility import visible

OWED: Final = ("planned", "due", "overdue")
"""States in which something is owed still."""


def _all() -> Select[Any]:
    resource = literal("contract-").concat(obligations.c.contract_id)
    return select(obligations).where(visible(obligations.c.unit_id, resource))


def owed(contract_id: str | None, state: str | None, ids: Sequence[str] | None = None) -> Select[Any]:
    """Obligations of visible units, all of them or only these."""
    chosen = _all() if ids is None else _all().where(obligations.c.obligation_id.in_(ids))
    if contract_id is not None:
        chosen = chosen.where(obligations.c.contract_id == contract_id)
    return chosen if state is None else chosen.where(obligations.c.state == state)


def falling_due(until: date, debtor: Debtor | None, kind: Owed | None) -> Select[Any]:
    """What is owed still and due until that day, in money, in things or both."""
    chosen = _all().where(obligations.c.state.in_(OWED), obligations.c.due_on <= until)
    if kind is not None:
        chosen = chosen.where(obligations.c.thing.is_(None) if kind == "payment" else obligations.c.thing.is_not(None))
    return chosen if debtor is None else chosen.where(obligations.c.debtor == debtor)
