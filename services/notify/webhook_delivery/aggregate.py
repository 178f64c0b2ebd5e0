"""One event for one endpoint: intended, tried, delivered or given up, and sent again when somebody asks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from services.notify.webhook_delivery.events import (
    Reason,
    WebhookDelivered,
    WebhookDropped,
    WebhookFailed,
    WebhookIntended,
    WebhookPostponed,
    WebhookResent,
)
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import NotPossibleNowError

RETRY_AFTER: Final[Sequence[timedelta]] = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
"""How long the next try waits after each failed one: ten tries in three days, as Standard Webhooks proposes it."""
LONGEST_WAIT: Final = timedelta(hours=2)
"""As long as an endpoint's own wish is followed (`Retry-After`): ten tries stay within three and a half days."""
FOR_GOOD: Final = frozenset({"gone", "forgotten"})
"""Reasons after which no other try would end otherwise."""


class Stage(StrEnum):
    NEW = "new"
    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Delivery:
    """`replay_id` is the replay for which it was last sent again."""

    stage: Stage = Stage.NEW
    intent: WebhookIntended | None = None
    attempts: int = 0
    replay_id: str = ""

    @property
    def known(self) -> WebhookIntended:
        if self.intent is None:
            raise NotPossibleNowError(self.stage, self)
        return self.intent


@dataclass(frozen=True, slots=True)
class Intend:
    intent: WebhookIntended


@dataclass(frozen=True, slots=True)
class NoteTaken:
    status: int


@dataclass(frozen=True, slots=True)
class NoteFailure:
    """`wait` is how long the endpoint wants to be left alone."""

    reason: Reason
    status: int | None
    now: datetime
    wait: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Drop:
    """Its endpoint was closed."""


@dataclass(frozen=True, slots=True)
class Resend:
    """Without a replay somebody asked for this one."""

    replay_id: str = ""


Command = Intend | NoteTaken | NoteFailure | Drop | Resend


def decide(delivery: Delivery, command: Command) -> list[Event]:
    match delivery.stage, command:
        case Stage.NEW, Intend(intent):
            return [intent]
        case Stage.WAITING, NoteTaken(status):
            return [_delivered(delivery, status)]
        case Stage.WAITING, NoteFailure() as failure:
            return [_failure(delivery, failure)]
        case Stage.WAITING, Drop():
            return [WebhookDropped(delivery_id=delivery.known.delivery_id, webhook_id=delivery.known.webhook_id)]
        case ((Stage.DELIVERED | Stage.FAILED), Resend(replay_id)) if not replay_id or replay_id != delivery.replay_id:
            known = delivery.known
            again = WebhookResent(
                delivery_id=known.delivery_id, webhook_id=known.webhook_id, replay_id=replay_id or None
            )
            return [again]
        # Said twice, after two senders tried at once, or of what waits anyway.
        case ((Stage.WAITING | Stage.DELIVERED | Stage.FAILED), _):
            return []
        case _:
            raise NotPossibleNowError(delivery.stage, command)


def _delivered(delivery: Delivery, status: int) -> Event:
    known = delivery.known
    return WebhookDelivered(
        delivery_id=known.delivery_id,
        webhook_id=known.webhook_id,
        service=known.service,
        event=known.event,
        event_id=known.event_id,
        attempt=delivery.attempts + 1,
        status=status,
    )


def _failure(delivery: Delivery, failure: NoteFailure) -> Event:
    named = {"delivery_id": delivery.known.delivery_id, "webhook_id": delivery.known.webhook_id}
    attempt = delivery.attempts + 1
    if failure.reason in FOR_GOOD or attempt > len(RETRY_AFTER):
        return WebhookFailed(**named, attempt=attempt, reason=failure.reason, status=failure.status)
    return WebhookPostponed(
        **named,
        attempt=attempt,
        reason=failure.reason,
        status=failure.status,
        retry_at=failure.now + pause(attempt, failure.wait),
    )


def pause(attempt: int, wait: timedelta | None) -> timedelta:
    """How long the next try waits after this failed one: its turn's pause, or what the endpoint asked for if that is
    longer, within a bound. A shorter wish shortens nothing: it would use the tries up.
    """
    return max(RETRY_AFTER[attempt - 1], min(wait or timedelta(), LONGEST_WAIT))


def evolve(delivery: Delivery, event: Event) -> Delivery:
    match event:
        case WebhookIntended() as intent:
            return replace(delivery, stage=Stage.WAITING, intent=intent)
        case WebhookPostponed(attempt=attempt):
            return replace(delivery, attempts=attempt)
        case WebhookDelivered(attempt=attempt):
            return replace(delivery, stage=Stage.DELIVERED, attempts=attempt)
        case WebhookFailed(attempt=attempt):
            return replace(delivery, stage=Stage.FAILED, attempts=attempt)
        case WebhookDropped():
            return replace(delivery, stage=Stage.FAILED)
        case WebhookResent(replay_id=replay_id):
            return replace(delivery, stage=Stage.WAITING, attempts=0, replay_id=replay_id or "")
        case _:
            return delivery


DELIVERY = Aggregate("webhook_delivery", Delivery(), evolve)
