"""The collection file of a contract, read."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import asyncpg
from pydantic import BaseModel
from sqlalchemy import ColumnElement, Table, literal, select

from services.contract.ageing.queries import Asked, bucket_name, items, scheme_on
from services.contract.ageing.scheme import place_of
from services.contract.collection import tables as t
from services.contract.collection.found import Found, find
from services.contract.collection.schemas import (
    ArrearsAnswer,
    ConfirmationAnswer,
    DemandAnswer,
    InterestAnswer,
    InterestTerms,
    OwedItem,
    PauseAnswer,
    PromiseAnswer,
    WriteOffAnswer,
)
from services.contract.rows import with_money
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.money import Money

LISTS: Final[Mapping[str, tuple[Table, str, type[BaseModel]]]] = {
    "demands": (t.demands, "version", DemandAnswer),
    "promises": (t.promises, "promise_id", PromiseAnswer),
    "pauses": (t.pauses, "pause_id", PauseAnswer),
    "interest": (t.charges, "until", InterestAnswer),
    "write_offs": (t.write_offs, "write_off_id", WriteOffAnswer),
    "confirmations": (t.confirmations, "confirmation_id", ConfirmationAnswer),
}
"""What was done about it: the table of each list, what orders it, and how a row is told."""


def seen(table: Table) -> ColumnElement[bool]:
    return visible(table.c.unit_id, literal("contract-").concat(table.c.contract_id))


async def file_of(work: Work, contract_id: str) -> ArrearsAnswer:
    """All there is about what one contract owes, as it stands today."""
    on = work.context.today
    found = await find(work, contract_id, on)
    stands = found.standing_on(on)
    lists = {}
    for name, (table, by, answer) in LISTS.items():
        lists[name] = await _told(work, await _rows(work, table, by, contract_id), answer)
    state = found.arrears.state
    return ArrearsAnswer(
        contract_id=contract_id,
        counterparty_id=found.head.counterparty_id,
        level=state.level,
        days_past_due=max(stands.days, 0),
        open=stands.open,
        overdue=stands.overdue,
        provision=state.provision(found.ledger.currency),
        oldest_due_on=stands.oldest_due_on,
        limitation_on=stands.limitation_on,
        items=_items(found, on),
        terms=[InterestTerms(clause=one.clause, rate=one.rate, from_on=one.from_on) for one in state.rates],
        version=found.arrears.version,
        **lists,
    )


def _items(found: Found, on: date) -> list[OwedItem]:
    return [
        OwedItem(
            kind=item.kind,
            item_id=item.item_id,
            clause=item.clause,
            phase=item.phase,
            due_on=item.due_on,
            days=days,
            bucket=bucket_name(place_of(days, found.scheme.buckets), found.scheme),
            open=item.open,
            written_off=item.off,
        )
        for item, days in found.standing_on(on).items
    ]


async def _rows(work: Work, table: Table, by: str, contract_id: str) -> list[asyncpg.Record]:
    return await work.rows(select(table).where(table.c.contract_id == contract_id, seen(table)).order_by(table.c[by]))


async def _told(work: Work, rows: Sequence[asyncpg.Record], answer: type[BaseModel]) -> list[Any]:
    if "reason" not in answer.model_fields:
        return [answer(**with_money(row, answer)) for row in rows]
    opened = await work.unseal_all([(f"arrears-{row['contract_id']}", row["sealed"]) for row in rows])
    return [
        answer(**{**with_money(row, answer), "reason": said.get("reason")})
        for row, said in zip(rows, opened, strict=True)
    ]


async def open_as_of(work: Work, contract_id: str, day: date, currency: str) -> Money:
    """What was open of the contract's invoices at the end of a day."""
    chosen = items(Asked(day, contract_id=contract_id), await scheme_on(work, day))
    rows = await work.rows(chosen)
    return Money.total([Money.of(row["amount"], row["currency"]) for row in rows if row["kind"] == "invoice"], currency)
