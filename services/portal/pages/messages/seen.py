"""What the pages of the ledger need of notify's answers."""

from datetime import datetime

from services.portal.pages.frame.asking import Seen


class Line(Seen):
    """Who was told what, when, by which rule and version (0 is as it came with the product), and why not."""

    message_id: str
    rule: str
    rule_version: int
    about: str
    title: str | None
    recipient: str
    recipient_kind: str
    channel: str
    cause: str
    stage: str
    attempts: int
    reason: str | None
    due_at: datetime
    intended_at: datetime
    settled_at: datetime | None


class Ledger(Seen):
    messages: list[Line]
