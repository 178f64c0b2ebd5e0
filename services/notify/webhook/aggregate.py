"""An endpoint: registered, changed, disabled and enabled; what is to be sent to it is no part of its state."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal

from services.notify.webhook.events import (
    WebhookChanged,
    WebhookDisabled,
    WebhookEnabled,
    WebhookRegistered,
    WebhookReplayAsked,
    WebhookReplayed,
    WebhookSecretRotated,
)
from services.notify.webhook.filters import KNOWN
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, InvalidFieldError, NotPossibleNowError


class Stage(StrEnum):
    NEW = "new"
    ENABLED = "enabled"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class Webhook:
    stage: Stage = Stage.NEW
    webhook_id: str = ""
    code: str = ""
    owner_id: str = ""
    host: str = ""
    events: tuple[str, ...] = ()
    replaying: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RegisterWebhook:
    registered: WebhookRegistered


@dataclass(frozen=True, slots=True)
class ChangeWebhook:
    """`new_address` is true where another one is kept, even of the same host."""

    changed: WebhookChanged
    new_address: bool


@dataclass(frozen=True, slots=True)
class RotateSecret:
    old_until: datetime


@dataclass(frozen=True, slots=True)
class DisableWebhook:
    reason: Literal["asked", "gone", "failing"]


@dataclass(frozen=True, slots=True)
class EnableWebhook:
    pass


@dataclass(frozen=True, slots=True)
class AskReplay:
    replay_id: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class FinishReplay:
    replay_id: str
    found: int


Command = RegisterWebhook | ChangeWebhook | RotateSecret | DisableWebhook | EnableWebhook | AskReplay | FinishReplay


class ReplayRunningError(DomainError):
    """A replay of this endpoint has not ended yet; one runs at a time."""


class ReplayOfNothingError(DomainError):
    """A replay begins before it ends."""

    status = 422
    pointer = "/since"


def decide(webhook: Webhook, command: Command) -> list[Event]:
    named = webhook.webhook_id
    match webhook.stage, command:
        case Stage.NEW, RegisterWebhook(registered):
            _check_patterns(registered.events)
            return [registered]
        case ((Stage.ENABLED | Stage.DISABLED), ChangeWebhook(changed, new_address)):
            _check_patterns(changed.events)
            before = (webhook.owner_id, webhook.host, webhook.events)
            same = before == (changed.owner_id, changed.host, changed.events)
            return [] if same and not new_address else [changed]
        case ((Stage.ENABLED | Stage.DISABLED), RotateSecret(old_until)):
            return [WebhookSecretRotated(webhook_id=named, old_until=old_until)]
        case Stage.ENABLED, DisableWebhook(reason):
            return [_disabled(webhook, reason)]
        case Stage.DISABLED, EnableWebhook():
            return [WebhookEnabled(webhook_id=named)]
        case (Stage.ENABLED, EnableWebhook()) | (Stage.DISABLED, DisableWebhook()):
            return []
        case Stage.ENABLED, AskReplay() as asked:
            return [_asked(webhook, asked)]
        case ((Stage.ENABLED | Stage.DISABLED), FinishReplay(replay_id, found)) if replay_id in webhook.replaying:
            return [WebhookReplayed(webhook_id=named, replay_id=replay_id, found=found)]
        case _, FinishReplay():
            return []
        case _:
            raise NotPossibleNowError(webhook.stage, command)


def _check_patterns(events: tuple[str, ...]) -> None:
    for place, pattern in enumerate(events):
        if pattern not in KNOWN:
            raise InvalidFieldError(f"/events/{place}", "no published event satisfies it")


def _disabled(webhook: Webhook, reason: Literal["asked", "gone", "failing"]) -> Event:
    return WebhookDisabled(
        webhook_id=webhook.webhook_id,
        code=webhook.code,
        owner_id=webhook.owner_id,
        host=webhook.host,
        reason=reason,
    )


def _asked(webhook: Webhook, asked: AskReplay) -> Event:
    if webhook.replaying:
        raise ReplayRunningError
    if asked.since >= asked.until:
        raise ReplayOfNothingError
    return WebhookReplayAsked(
        webhook_id=webhook.webhook_id, replay_id=asked.replay_id, since=asked.since, until=asked.until
    )


def evolve(webhook: Webhook, event: Event) -> Webhook:
    match event:
        case WebhookRegistered() as e:
            return Webhook(Stage.ENABLED, e.webhook_id, e.code, e.owner_id, e.host, e.events)
        case WebhookChanged() as e:
            return replace(webhook, owner_id=e.owner_id, host=e.host, events=e.events)
        case WebhookDisabled():
            return replace(webhook, stage=Stage.DISABLED)
        case WebhookEnabled():
            return replace(webhook, stage=Stage.ENABLED)
        case WebhookReplayAsked(replay_id=replay_id):
            return replace(webhook, replaying=webhook.replaying | {replay_id})
        case WebhookReplayed(replay_id=replay_id):
            return replace(webhook, replaying=webhook.replaying - {replay_id})
        case _:
            return webhook


WEBHOOK = Aggregate("webhook", Webhook(), evolve)
