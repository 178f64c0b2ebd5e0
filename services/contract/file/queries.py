"""What is asked about files; every statement carries the predicate of visibility."""

from typing import Any

import asyncpg
from sqlalchemy import Select, literal, select

from services.contract.file.tables import file_names, files
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.errors import NotFoundError


def listed(contract_id: str | None = None) -> Select[Any]:
    """Files of visible units and contracts that are still there."""
    joined = files.join(file_names, file_names.c.file_id == files.c.file_id)
    chosen = select(files, file_names.c.name, file_names.c.received_at).select_from(joined)
    chosen = chosen.where(
        ~files.c.discarded, visible(files.c.unit_id, literal("contract-").concat(files.c.contract_id))
    )
    return chosen if contract_id is None else chosen.where(files.c.contract_id == contract_id)


async def one(work: Work, file_id: str) -> asyncpg.Record:
    row = await work.row(listed().where(files.c.file_id == file_id))
    if row is None:
        raise NotFoundError
    return row
