"""A message: intended, tried, sent; never twice, and never silently lost."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Literal

from services.notify.message.events import (
    MessageAttempted,
    MessageDelivered,
    MessageFailed,
    MessageIntended,
    MessageMoot,
    MessageOutcomeDecided,
    MessageOutcomeUnknown,
    MessagePostponed,
    MessageSent,
    MessageSuppressed,
)
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, NotPossibleNowError

RETRY_AFTER: Final[Sequence[timedelta]] = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 480, 1_440))
"""How long the next try waits after each failed one; after the last the message has failed."""


class Stage(StrEnum):
    NEW = "new"
    INTENDED = "intended"
    TRYING = "trying"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    MOOT = "moot"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Message:
    stage: Stage = Stage.NEW
    intent: MessageIntended | None = None
    attempts: int = 0
    due_at: datetime | None = None

    @property
    def known(self) -> MessageIntended:
        if self.intent is None:
            raise NotPossibleNowError(self.stage, self)
        return self.intent


@dataclass(frozen=True, slots=True)
class Intend:
    intent: MessageIntended


@dataclass(frozen=True, slots=True)
class StartAttempt:
    now: datetime


@dataclass(frozen=True, slots=True)
class NoteSent:
    receipt: str


@dataclass(frozen=True, slots=True)
class NoteDelivered:
    pass


@dataclass(frozen=True, slots=True)
class NoteFailure:
    reason: str
    permanent: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class Suppress:
    reason: str


@dataclass(frozen=True, slots=True)
class MakeMoot:
    because: str


@dataclass(frozen=True, slots=True)
class LoseOutcome:
    attempt: int


@dataclass(frozen=True, slots=True)
class DecideOutcome:
    outcome: Literal["sent", "repeat", "given_up"]


Command = (
    Intend | StartAttempt | NoteSent | NoteDelivered | NoteFailure | Suppress | MakeMoot | LoseOutcome | DecideOutcome
)


class NotDueYetError(DomainError):
    """The message is not to be sent before its time."""


def _attempted(message: Message) -> Event:
    known = message.known
    return MessageAttempted(message_id=known.message_id, attempt=message.attempts + 1, channel=known.channel)


def _sent(message: Message, receipt: str) -> Event:
    known = message.known
    return MessageSent(message_id=known.message_id, channel=known.channel, recipient=known.recipient, receipt=receipt)


def _delivered(message: Message) -> Event:
    known = message.known
    return MessageDelivered(message_id=known.message_id, channel=known.channel, recipient=known.recipient)


def _failure(message: Message, failure: NoteFailure) -> Event:
    known = message.known
    if failure.permanent or message.attempts > len(RETRY_AFTER):
        return MessageFailed(
            message_id=known.message_id, channel=known.channel, recipient=known.recipient, reason=failure.reason
        )
    return MessagePostponed(
        message_id=known.message_id,
        attempt=message.attempts,
        reason=failure.reason,
        retry_at=failure.now + RETRY_AFTER[message.attempts - 1],
    )


def _start(message: Message, command: StartAttempt) -> list[Event]:
    if message.due_at and command.now < message.due_at:
        raise NotDueYetError
    return [_attempted(message)]


def _lose(message: Message, command: LoseOutcome) -> list[Event]:
    if command.attempt != message.attempts:
        return []
    return [MessageOutcomeUnknown(message_id=message.known.message_id, attempt=command.attempt)]


def _suppress(message: Message, command: Suppress) -> list[Event]:
    return [MessageSuppressed(message_id=message.known.message_id, reason=command.reason)]


def _make_moot(message: Message, command: MakeMoot) -> list[Event]:
    return [MessageMoot(message_id=message.known.message_id, because=command.because)]


def _decide_outcome(message: Message, command: DecideOutcome) -> list[Event]:
    return [MessageOutcomeDecided(message_id=message.known.message_id, outcome=command.outcome)]


IN_FLIGHT: Final = frozenset({Stage.TRYING, Stage.UNKNOWN})
POSSIBLE: Final[Mapping[type, tuple[frozenset[Stage], Callable[[Message, Any], list[Event]]]]] = {
    Intend: (frozenset({Stage.NEW}), lambda _, command: [command.intent]),
    StartAttempt: (frozenset({Stage.INTENDED}), _start),
    NoteSent: (IN_FLIGHT, lambda message, command: [_sent(message, command.receipt)]),
    NoteDelivered: (
        frozenset({Stage.INTENDED, Stage.SENT, Stage.UNKNOWN}),
        lambda message, _: [_delivered(message)],
    ),
    NoteFailure: (IN_FLIGHT, lambda message, command: [_failure(message, command)]),
    Suppress: (frozenset({Stage.INTENDED}), _suppress),
    MakeMoot: (frozenset({Stage.DELIVERED}), _make_moot),
    LoseOutcome: (frozenset({Stage.TRYING}), _lose),
    DecideOutcome: (frozenset({Stage.UNKNOWN}), _decide_outcome),
}
"""The state machine: which command is possible in which stages, and what follows from it."""
HARMLESS: Final = (Intend, LoseOutcome, MakeMoot)
"""Said again or too late, these change nothing."""


def decide(message: Message, command: Command) -> list[Event]:
    stages, answer = POSSIBLE[type(command)]
    if message.stage in stages:
        return answer(message, command)
    if isinstance(command, HARMLESS):
        return []
    raise NotPossibleNowError(message.stage, command)


STAGES: Final[Mapping[type[Event], Stage]] = {
    MessageSent: Stage.SENT,
    MessageDelivered: Stage.DELIVERED,
    MessageFailed: Stage.FAILED,
    MessageSuppressed: Stage.SUPPRESSED,
    MessageMoot: Stage.MOOT,
    MessageOutcomeUnknown: Stage.UNKNOWN,
}
DECIDED: Final = {"sent": Stage.SENT, "repeat": Stage.INTENDED, "given_up": Stage.FAILED}


def evolve(message: Message, event: Event) -> Message:
    match event:
        case MessageIntended() as intent:
            return replace(message, stage=Stage.INTENDED, intent=intent, due_at=intent.not_before)
        case MessageAttempted(attempt=attempt):
            return replace(message, stage=Stage.TRYING, attempts=attempt)
        case MessagePostponed(retry_at=retry_at):
            return replace(message, stage=Stage.INTENDED, due_at=retry_at)
        case MessageOutcomeDecided(outcome=outcome):
            return replace(message, stage=DECIDED[outcome])
        case _:
            return replace(message, stage=STAGES.get(type(event), message.stage))


MESSAGE = Aggregate("message", Message(), evolve)
