"""Remarks on clauses of a draft. Their words are sealed."""

from shared.eventstore.event import Event, Words


class CommentMade(Event, name="comment.made.v1"):
    """Somebody remarks on a clause of a version, or on the whole of it (no clause), or answers a remark."""

    comment_id: str
    contract_id: str
    text_hash: str
    clause: str
    reply_to: str | None
    words: Words[str]


class CommentResolved(Event, name="comment.resolved.v1"):
    """Nothing is left to do about it."""

    comment_id: str
    contract_id: str
