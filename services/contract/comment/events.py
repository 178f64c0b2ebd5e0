"""Remarks on clauses of a draft. Their words lie outside the events, found by their hash."""

from shared.eventstore.event import Event


class CommentMade(Event, name="comment.made.v1"):
    """Somebody remarks on a clause of a version, or on the whole of it (no clause), or answers a remark."""

    comment_id: str
    contract_id: str
    text_hash: str
    clause: str
    reply_to: str | None
    words_hash: str
    words_size: int


class CommentResolved(Event, name="comment.resolved.v1"):
    """Nothing is left to do about it."""

    comment_id: str
    contract_id: str
