"""What leaves for other systems by a port: queued, sent, accepted there, refused, or unknown."""

from datetime import datetime
from typing import Literal

from shared.eventstore.event import Event, Words

PortName = Literal["vouchers", "payment_orders", "invoices", "direct_debits", "signatures", "voidings"]
LearnedBy = Literal["answer", "inquiry", "person"]
"""How an outcome was learned: the other side's answer, what it said when it was asked, what somebody found out."""


class OfMessage(Event):
    """Which message, by which port, about which document. A message that was refused may go once more, in the next
    round; within one it is sent once.
    """

    message_id: str
    port: PortName
    document: str
    contract_id: str
    round: int


class MessageQueued(OfMessage, name="port_message.queued.v1"):
    """It shall leave. What it says lies sealed beside the event."""

    content: Words[str]


class MessageSent(OfMessage, name="port_message.sent.v1"):
    """A try begins: from now on nobody knows whether the other side has it, until an outcome is told."""

    attempt: int


class MessagePostponed(OfMessage, name="port_message.postponed.v1"):
    """Nothing of it left: nobody listened there. It is tried again."""

    attempt: int
    next_at: datetime


class MessageAccepted(OfMessage, name="port_message.accepted.v1"):
    """The other side has it, under its own number."""

    foreign_number: str
    by: LearnedBy


class MessageRefused(OfMessage, name="port_message.refused.v1"):
    """The other side does not take it; `code` is its word for why."""

    code: str
    by: LearnedBy


class MessageUnknown(OfMessage, name="port_message.unknown.v1"):
    """Whether the other side has it is not known: it is asked, and never sent again. `cause` is
    what went wrong last, `asked` counts the questions.
    """

    cause: str
    asked: int
    ask_at: datetime
