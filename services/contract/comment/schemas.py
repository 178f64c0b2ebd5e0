from datetime import datetime
from typing import Annotated

from services.contract.terms import ClauseName
from shared.values.ids import Id
from shared.values.text import PlainText
from shared.web.schemas import Answer, Body


class CommentBody(Body):
    """A remark on a clause, or without one on the whole text; `reply_to` is the remark it answers."""

    clause: ClauseName | None = None
    reply_to: Id | None = None
    words: Annotated[str, PlainText(4000, lines=True)]


class CommentAnswer(Answer):
    """`text_hash` is that of the version which was remarked on; no clause stands for the whole of it."""

    comment_id: str
    contract_id: str
    text_hash: str
    clause: str
    reply_to: str | None
    made_by: str
    made_at: datetime
    resolved: bool
    words: str
    version: int


class CommentList(Answer):
    items: list[CommentAnswer]


class CommentMoved(Answer):
    comment_id: str
    resolved: bool
    version: int
