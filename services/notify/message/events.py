"""What happens to a message: intent first, result after."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from services.notify.rule.definition import EndsOn
from shared.eventstore.event import Event

Facts = dict[Annotated[str, Field(max_length=60)], Annotated[str, Field(max_length=1_000)]]
"""The figures a template needs, as text taken from the event that the rule heard; never personal data."""


class MessageIntended(Event, name="message.intended.v1"):
    """Somebody is to be told something, once; nothing was sent yet. `subject` tells occasions apart; `about` is the
    stream of what a reader is told of: the contract of an obligation, else the subject itself.
    """

    message_id: str
    rule: str
    rule_version: int
    subject: str
    about: str = ""
    recipient: str
    recipient_kind: Literal["staff", "contact", "nobody"]
    locale: str
    channel: str
    template: str
    template_version: int
    occasion: str
    cause: str
    facts: Facts
    not_before: datetime
    fallback: tuple[str, ...] = ()
    ends: tuple[EndsOn, ...] = ()


class MessageAttempted(Event, name="message.attempted.v1"):
    """A try begins; until its result is recorded nobody knows whether it reached the other side."""

    message_id: str
    attempt: int
    channel: str


class MessagePostponed(Event, name="message.postponed.v1"):
    """A try failed in a way that may pass; the next one is not before `retry_at`."""

    message_id: str
    attempt: int
    reason: str
    retry_at: datetime


class MessageSent(Event, name="message.sent.v1"):
    """The channel took it; `receipt` is the name the channel's other side knows it by."""

    message_id: str
    channel: str
    recipient: str
    receipt: str


class MessageDelivered(Event, name="message.delivered.v1"):
    """It lies before the recipient."""

    message_id: str
    channel: str
    recipient: str


class MessageFailed(Event, name="message.failed.v1"):
    """It will not be tried again by this channel."""

    message_id: str
    channel: str
    recipient: str
    reason: str


class MessageSuppressed(Event, name="message.suppressed.v1"):
    """It was not sent, and this is why."""

    message_id: str
    reason: str


class MessageMoot(Event, name="message.moot.v1"):
    """It lies before the recipient, and what it told of is over: the event `because` leaves nothing to do."""

    message_id: str
    because: str


class MessageOutcomeUnknown(Event, name="message.outcome_unknown.v1"):
    """The sender died during a try: it may have been sent or not, and a person decides."""

    message_id: str
    attempt: int


class MessageOutcomeDecided(Event, name="message.outcome_decided.v1"):
    """A person looked and says what happened, or that it may be tried again."""

    message_id: str
    outcome: Literal["sent", "repeat", "given_up"]
