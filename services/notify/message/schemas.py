"""The ledger of messages over HTTP."""

from datetime import datetime
from typing import Literal

from shared.web.schemas import Answer, Body


class LedgerLine(Answer):
    """Who was told what, when, by which rule and version, and why not. `title` says in the wanted language, else the
    recipient's, what they were told, null where its template is gone or needs other facts by now; `about` is the
    stream of what it tells of.
    """

    message_id: str
    rule: str
    rule_version: int
    subject: str
    about: str
    title: str | None
    recipient: str
    recipient_kind: str
    channel: str
    template: str
    occasion: str
    cause: str
    facts: dict[str, str]
    stage: str
    attempts: int
    reason: str | None
    due_at: datetime
    intended_at: datetime
    settled_at: datetime | None
    version: int


class LedgerAnswer(Answer):
    messages: list[LedgerLine]


class DecisionBody(Body):
    outcome: Literal["sent", "repeat", "given_up"]


class MessageAnswer(Answer):
    message_id: str
    stage: str
    version: int
