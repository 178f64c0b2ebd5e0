"""What is asked about concessions; every statement carries the predicate of visibility."""

from collections.abc import Mapping
from typing import Any

import asyncpg
from sqlalchemy import Select, Table, literal, select

from services.contract.concession.tables import batch_concessions, concessions
from shared.eventstore.work import Work
from shared.security.visibility import visible


def listed(**wanted: str | None) -> Select[Any]:
    """Concessions in sight of limits, narrowed by columns."""
    return _narrowed(concessions, wanted)


def of_batches(**wanted: str | None) -> Select[Any]:
    """Concessions in sight that were asked for a whole batch, narrowed by columns."""
    return _narrowed(batch_concessions, wanted)


def _narrowed(table: Table, wanted: Mapping[str, str | None]) -> Select[Any]:
    chosen = select(table).where(visible(table.c.unit_id, literal("contract-").concat(table.c.contract_id)))
    for name, value in wanted.items():
        if value is not None:
            chosen = chosen.where(table.c[name] == value)
    return chosen


async def granted_for(work: Work, subject_id: str, line: int) -> list[asyncpg.Record]:
    """What was granted for a line of an order, or an agreement (line 0)."""
    c = concessions.c
    return await work.rows(
        listed(subject_id=subject_id, state="granted").where(c.line == line).order_by(c.concession_id)
    )


async def told(work: Work, rows: list[asyncpg.Record]) -> list[dict[str, Any]]:
    """The concessions with why they were asked for, and decided as they were."""
    names = [f"concession-{row['concession_id']}" for row in rows]
    said = await work.unseal_all([(name, row["sealed"]) for name, row in zip(names, rows, strict=True)])
    why = await work.unseal_all([(name, row["sealed_decision"]) for name, row in zip(names, rows, strict=True)])
    return [
        {**dict(row), "reason": one.get("reason", ""), "decision_reason": other.get("reason")}
        for row, one, other in zip(rows, said, why, strict=True)
    ]
