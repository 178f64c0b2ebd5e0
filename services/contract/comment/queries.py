"""What is asked about remarks; every statement carries the predicate of visibility."""

from typing import Any

from sqlalchemy import Select, literal, select

from services.contract.comment.tables import comment_words, comments
from shared.security.visibility import visible


def listed(contract_id: str, clause: str | None, *, open_only: bool) -> Select[Any]:
    """Remarks on a contract with their words."""
    joined = comments.join(comment_words, comment_words.c.comment_id == comments.c.comment_id)
    chosen = select(comments, comment_words.c.words).select_from(joined)
    seen = visible(comments.c.unit_id, literal("contract-").concat(comments.c.contract_id))
    chosen = chosen.where(comments.c.contract_id == contract_id, seen)
    if clause is not None:
        chosen = chosen.where(comments.c.clause == clause)
    return chosen.where(~comments.c.resolved) if open_only else chosen
