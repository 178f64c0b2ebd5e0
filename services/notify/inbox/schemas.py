"""The inbox over HTTP."""

from datetime import datetime

from shared.web.schemas import Answer


class InboxEntry(Answer):
    """`moot_at` is when what it tells of was over, null while it is not."""

    message_id: str
    place: int
    title: str
    body: str
    subject: str
    rule: str
    arrived_at: datetime
    moot_at: datetime | None = None


class InboxMoot(Answer):
    """A message of the inbox tells of something that is over. `place` is where that stands in the order of the
    stream.
    """

    message_id: str
    place: int
    moot_at: datetime


class InboxAnswer(Answer):
    entries: list[InboxEntry]
