"""An endpoint: registered, changed, switched off and on, closed; what is to be sent to it is no part of its state."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal

from services.notify.webhook.events import (
    WebhookChanged,
    WebhookClosed,
    WebhookDisabled,
    WebhookEnabled,
    WebhookOwnerLeft,
    WebhookRegistered,
    WebhookReplayAsked,
    WebhookReplayed,
    WebhookSecretRotated,
    WebhookTakenOver,
)
from services.notify.webhook.filters import KNOWN
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, InvalidFieldError, NotPossibleNowError


class Stage(StrEnum):
    NEW = "new"
    ENABLED = "enabled"
    DISABLED = "disabled"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Webhook:
    """Without an `owner_id` it is nobody's."""

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
    unit: str


@dataclass(frozen=True, slots=True)
class EnableWebhook:
    pass


@dataclass(frozen=True, slots=True)
class CloseWebhook:
    pass


@dataclass(frozen=True, slots=True)
class NoteOwnerLeft:
    left_id: str
    unit: str


@dataclass(frozen=True, slots=True)
class TakeOver:
    by: str


@dataclass(frozen=True, slots=True)
class AskReplay:
    replay_id: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class FinishReplay:
    replay_id: str
    found: int


Switch = DisableWebhook | EnableWebhook | CloseWebhook
Ownership = NoteOwnerLeft | TakeOver
Command = RegisterWebhook | ChangeWebhook | RotateSecret | Switch | Ownership | AskReplay | FinishReplay


class OwnerThereError(DomainError):
    """It is somebody's; another owner is named by a change."""


class ReplayRunningError(DomainError):
    """A replay of this endpoint has not ended yet; one runs at a time."""


class ReplayOfNothingError(DomainError):
    """A replay begins before it ends."""

    status = 422
    pointer = "/since"


def decide(webhook: Webhook, command: Command) -> list[Event]:
    there = webhook.stage in (Stage.ENABLED, Stage.DISABLED)
    match command:
        case RegisterWebhook(registered) if webhook.stage is Stage.NEW:
            _check_patterns(registered.events)
            return [registered]
        case ChangeWebhook(changed, new_address) if there:
            _check_patterns(changed.events)
            before = (webhook.owner_id, webhook.host, webhook.events)
            same = before == (changed.owner_id, changed.host, changed.events)
            return [] if same and not new_address else [changed]
        case RotateSecret(old_until) if there:
            return [WebhookSecretRotated(webhook_id=webhook.webhook_id, old_until=old_until)]
        case DisableWebhook() | EnableWebhook() | CloseWebhook():
            return _switched(webhook, command)
        case NoteOwnerLeft() | TakeOver():
            return _owned(webhook, command)
        case AskReplay() if webhook.stage is Stage.ENABLED:
            return [_asked(webhook, command)]
        case FinishReplay(replay_id, found):
            ended = WebhookReplayed(webhook_id=webhook.webhook_id, replay_id=replay_id, found=found)
            return [ended] if replay_id in webhook.replaying else []
        case _:
            raise NotPossibleNowError(webhook.stage, command)


def _switched(webhook: Webhook, command: Switch) -> list[Event]:
    match webhook.stage, command:
        case Stage.ENABLED, DisableWebhook() as disabling:
            return [_disabled(webhook, disabling)]
        case Stage.DISABLED, EnableWebhook():
            return [WebhookEnabled(webhook_id=webhook.webhook_id)]
        case ((Stage.ENABLED | Stage.DISABLED), CloseWebhook()):
            return [WebhookClosed(webhook_id=webhook.webhook_id)]
        case (Stage.ENABLED, EnableWebhook()) | (Stage.DISABLED, DisableWebhook()) | (Stage.CLOSED, CloseWebhook()):
            return []
        # What was being sent while it was closed.
        case Stage.CLOSED, DisableWebhook(reason="gone" | "failing"):
            return []
        case _:
            raise NotPossibleNowError(webhook.stage, command)


def _owned(webhook: Webhook, command: Ownership) -> list[Event]:
    match command:
        case NoteOwnerLeft():
            concerned = webhook.stage is not Stage.CLOSED and webhook.owner_id == command.left_id
            return [_left(webhook, command)] if concerned else []
        case TakeOver(by):
            if webhook.stage in (Stage.NEW, Stage.CLOSED):
                raise NotPossibleNowError(webhook.stage, command)
            if webhook.owner_id:
                raise OwnerThereError
            return [WebhookTakenOver(webhook_id=webhook.webhook_id, owner_id=by)]


def _check_patterns(events: tuple[str, ...]) -> None:
    for place, pattern in enumerate(events):
        if pattern not in KNOWN:
            raise InvalidFieldError(f"/events/{place}", "no published event satisfies it")


def _disabled(webhook: Webhook, disabling: DisableWebhook) -> Event:
    return WebhookDisabled(
        webhook_id=webhook.webhook_id,
        code=webhook.code,
        owner_id=webhook.owner_id,
        host=webhook.host,
        reason=disabling.reason,
        unit_id=disabling.unit,
    )


def _left(webhook: Webhook, left: NoteOwnerLeft) -> Event:
    return WebhookOwnerLeft(
        webhook_id=webhook.webhook_id,
        code=webhook.code,
        left_id=left.left_id,
        host=webhook.host,
        unit_id=left.unit,
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
        case WebhookOwnerLeft():
            return replace(webhook, owner_id="")
        case WebhookTakenOver(owner_id=owner_id):
            return replace(webhook, owner_id=owner_id)
        case WebhookClosed():
            return replace(webhook, stage=Stage.CLOSED, replaying=frozenset())
        case WebhookReplayAsked(replay_id=replay_id):
            return replace(webhook, replaying=webhook.replaying | {replay_id})
        case WebhookReplayed(replay_id=replay_id):
            return replace(webhook, replaying=webhook.replaying - {replay_id})
        case _:
            return webhook


WEBHOOK = Aggregate("webhook", Webhook(), evolve)
