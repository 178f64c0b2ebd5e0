"""What is asked about remarks; every statement carries the predicate of visibility."""

from collections.abc import Sequence
from typing import Any

import asyncpg
from sqlalchemy import Select, literal, select

from services.contract.comment.aggregate import COMMENT
from services.contract.comment.schemas import CommentAnswer
from services.contract.comment.tables import comments
from shared.eventstore.work import Work
from shared.security.visibility import visible


def listed(contract_id: str, clause: str | None, *, open_only: bool) -> Select[Any]:
    """Remarks on a contract."""
    seen = visible(comments.c.unit_id, literal("contract-").concat(comments.c.contract_id))
    chosen = select(comments).where(comments.c.contract_id == contract_id, seen)
    if clause is not None:
        chosen = chosen.where(comments.c.clause == clause)
    return chosen.where(~comments.c.resolved) if open_only else chosen


async def lines(work: Work, rows: Sequence[asyncpg.Record]) -> list[CommentAnswer]:
    """Rows of the table with their words, opened at once for all."""
    known = [name for name in CommentAnswer.model_fields if name != "words"]
    opened = await work.unseal_all([(COMMENT.stream(row["comment_id"]), row["sealed"]) for row in rows])
    return [
        CommentAnswer(**{name: row[name] for name in known}, words=said.get("words", ""))
        for row, said in zip(rows, opened, strict=True)
    ]
