"""The inbox over HTTP."""

from datetime import datetime

from shared.web.schemas import Answer


class InboxEntry(Answer):
    message_id: str
    place: int
    title: str
    body: str
    subject: str
    rule: str
    arrived_at: datetime


class InboxAnswer(Answer):
    entries: list[InboxEntry]
