"""What is asked about scans of signed contracts; every statement carries the predicate of visibility."""

from typing import Any

import asyncpg
from sqlalchemy import Select, literal, select

from services.contract.ink.tables import scans
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.errors import NotFoundError


def listed(contract_id: str | None = None, *, open_only: bool = False) -> Select[Any]:
    """Scans of visible contracts; those that wait for their check alone if asked for."""
    chosen = select(scans).where(visible(scans.c.unit_id, literal("contract-").concat(scans.c.contract_id)))
    if contract_id is not None:
        chosen = chosen.where(scans.c.contract_id == contract_id)
    return chosen.where(scans.c.verdict.is_(None)) if open_only else chosen


async def one(work: Work, scan_id: str) -> asyncpg.Record:
    row = await work.row(listed().where(scans.c.scan_id == scan_id))
    if row is None:
        raise NotFoundError
    return row
