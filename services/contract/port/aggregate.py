"""A message of a port decided and folded. What may have left is never sent again: it is asked about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from services.contract.port.events import (
    LearnedBy,
    MessageAccepted,
    MessagePostponed,
    MessageQueued,
    MessageRefused,
    MessageSent,
    MessageUnknown,
)
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, NotPossibleNowError

AGAIN_AFTER: Final[Sequence[timedelta]] = tuple(timedelta(seconds=each) for each in (1, 5, 30, 120, 600, 3_600))
"""How long the next try, or the next question, waits; after the last it is the last."""


RETRACTED: Final = "retracted"
"""Why a message was refused here: what it tells of was taken back or answered before it left."""


class Stage(StrEnum):
    NEW = "new"
    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PortMessage:
    stage: Stage = Stage.NEW
    queued: MessageQueued | None = None
    attempts: int = 0
    asked: int = 0
    cause: str = ""

    @property
    def head(self) -> dict[str, Any]:
        """What every event of it says."""
        if self.queued is None:
            raise NotPossibleNowError(self.stage, self)
        names = ("message_id", "port", "document", "contract_id", "round")
        return {name: getattr(self.queued, name) for name in names}


@dataclass(frozen=True, slots=True)
class Queue:
    fact: MessageQueued


@dataclass(frozen=True, slots=True)
class Send:
    """A try begins."""


@dataclass(frozen=True, slots=True)
class Postpone:
    """Nothing was sent in this try."""

    now: datetime


@dataclass(frozen=True, slots=True)
class Accept:
    foreign_number: str
    by: LearnedBy


@dataclass(frozen=True, slots=True)
class Refuse:
    code: str
    by: LearnedBy


@dataclass(frozen=True, slots=True)
class Lose:
    """Nobody knows what came of it; of a try that was lost only the one that began last is meant."""

    reason: str
    now: datetime
    attempt: int | None = None


@dataclass(frozen=True, slots=True)
class Retract:
    """Before it left its document came to be one that may leave no more."""


@dataclass(frozen=True, slots=True)
class AskNow:
    """Somebody does not want to wait for the next question."""

    now: datetime


Command = Queue | Send | Retract | Postpone | Accept | Refuse | Lose | AskNow


class HandedOverError(DomainError):
    """The document left by this port already, or is about to."""


def decide(message: PortMessage, command: Command) -> list[Event]:
    match message.stage, command:
        case ((Stage.NEW | Stage.REFUSED), Queue(fact=fact)):
            return [fact.model_copy(update={"round": (message.queued.round if message.queued else 0) + 1})]
        case _, Queue():
            raise HandedOverError(state=message.stage)
        case Stage.QUEUED, Send() | Retract():
            return [_leaving(message, command)]
        case Stage.SENDING, Postpone(now=now):
            next_at = now + _pause(message.attempts)
            return [MessagePostponed(**message.head, attempt=message.attempts, next_at=next_at)]
        case ((Stage.SENDING | Stage.UNKNOWN), Accept() | Refuse()):
            return [_learned(message, command)]
        case Stage.SENDING, Lose(reason=reason, now=now, attempt=attempt) if attempt in (None, message.attempts):
            return [MessageUnknown(**message.head, cause=reason, asked=0, ask_at=now + _pause(1))]
        case Stage.UNKNOWN, Lose(reason=reason, now=now, attempt=None):
            asked = message.asked + 1
            return [MessageUnknown(**message.head, cause=reason, asked=asked, ask_at=now + _pause(asked + 1))]
        case Stage.UNKNOWN, AskNow(now=now):
            return [MessageUnknown(**message.head, cause=message.cause, asked=message.asked, ask_at=now)]
        case _, Lose(attempt=attempt) if attempt is not None:
            return []
        case _:
            raise NotPossibleNowError(message.stage, command)


def _leaving(message: PortMessage, command: Send | Retract) -> MessageSent | MessageRefused:
    if isinstance(command, Retract):
        return MessageRefused(**message.head, code=RETRACTED, by="person")
    return MessageSent(**message.head, attempt=message.attempts + 1)


def _learned(message: PortMessage, told: Accept | Refuse) -> MessageAccepted | MessageRefused:
    if isinstance(told, Accept):
        return MessageAccepted(**message.head, foreign_number=told.foreign_number, by=told.by)
    return MessageRefused(**message.head, code=told.code, by=told.by)


def _pause(times: int) -> timedelta:
    return AGAIN_AFTER[min(max(times, 1), len(AGAIN_AFTER)) - 1]


STAGE_AFTER: Final[dict[type[Event], Stage]] = {
    MessageQueued: Stage.QUEUED,
    MessageSent: Stage.SENDING,
    MessagePostponed: Stage.QUEUED,
    MessageAccepted: Stage.ACCEPTED,
    MessageRefused: Stage.REFUSED,
    MessageUnknown: Stage.UNKNOWN,
}


def evolve(message: PortMessage, event: Event) -> PortMessage:
    moved = replace(message, stage=STAGE_AFTER[type(event)])
    match event:
        case MessageQueued():
            return replace(moved, queued=event, attempts=0, asked=0)
        case MessageSent(attempt=attempt):
            return replace(moved, attempts=attempt)
        case MessageUnknown(asked=asked, cause=cause):
            return replace(moved, asked=asked, cause=cause)
        case _:
            return moved


PORT_MESSAGE = Aggregate("port_message", PortMessage(), evolve)
