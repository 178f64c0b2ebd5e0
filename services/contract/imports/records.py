"""What each row of an import came to: written with its slice, read by who sees the import."""

from typing import Any, Final, Literal

import asyncpg
from sqlalchemy import Select, and_, insert, select

from services.contract.contract.tables import contracts
from services.contract.imports.errand import Came, Result
from services.contract.imports.opening import OPENINGS
from services.contract.imports.schemas import OpeningSum, RecordAnswer
from services.contract.imports.tables import NEW, records
from shared.eventstore.prepared import Prepared, Ready
from shared.security.visibility import visible
from shared.values.money import Money

Moved = Literal["ordered", "accepted", "invoiced", "paid"]
New = Literal["amendments", "payments", "milestones", "states"]
"""What was new of a contract that was here."""
RECORD: Final = Prepared(insert(records), records.c.keys(), independent=True)
KEYS: Final = [records.c.result, records.c.row]


def recorded(import_id: str, came: Came) -> Ready:
    """The row that says what a row of the file came to."""
    amount, moved = came.amount, came.openings
    currency = amount.currency if amount else next((one.currency for one in moved.values()), None)
    return RECORD(
        import_id=import_id,
        result=came.result,
        row=came.row,
        unit_id=came.unit,
        contract_id=came.contract_id,
        order_id=came.order_id,
        currency=currency,
        amount=amount.amount if amount else None,
        **{kind: moved[kind].amount if kind in moved else None for kind in OPENINGS},
        **{name: came.new.get(name, 0) for name in NEW},
    )


def records_of(
    import_id: str,
    result: Result | None = None,
    currency: str | None = None,
    opened: Moved | None = None,
    unit_id: str | None = None,
    new: New | None = None,
) -> Select[Any]:
    """What came of the rows of an import, with the words of the contracts that the caller sees; of `currency` those
    that add to the sums in it, of `opened` those under which so much had moved before, of `new` those of contracts that
    were here and of which the file told more.
    """
    seen = and_(
        contracts.c.contract_id == records.c.contract_id,
        visible(contracts.c.unit_id, "contract-" + contracts.c.contract_id),
    )
    chosen = (
        select(records, contracts.c.number, contracts.c.title)
        .select_from(records.outerjoin(contracts, seen))
        .where(records.c.import_id == import_id, visible(records.c.unit_id))
    )
    if result is not None:
        chosen = chosen.where(records.c.result == result)
    if unit_id is not None:
        chosen = chosen.where(records.c.unit_id == unit_id)
    if new is not None:
        chosen = chosen.where(records.c[f"new_{new}"] > 0)
    if currency is not None:
        chosen = chosen.where(records.c.currency == currency)
    if opened is not None:
        chosen = chosen.where(records.c[opened] > 0)
    elif currency is not None:
        chosen = chosen.where(records.c.amount.is_not(None))
    return chosen


def record_answer(row: asyncpg.Record) -> RecordAnswer:
    """One of `records_of` over HTTP."""
    currency = row["currency"]
    moved = {kind: row[kind] for kind in OPENINGS if row[kind]}
    return RecordAnswer(
        row=row["row"],
        result=row["result"],
        contract_id=row["contract_id"],
        order_id=row["order_id"],
        number=row["number"],
        title=row["title"],
        amount=None if row["amount"] is None else Money.of(row["amount"], currency),
        openings=[OpeningSum(kind=kind, amount=Money.of(amount, currency)) for kind, amount in moved.items()],
        **{name: row[name] for name in NEW},
    )
