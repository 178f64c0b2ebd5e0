"""Endpoints as they are now, and the replays asked of them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Executable, insert, update

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
from services.notify.webhook.tables import webhook_replays, webhooks
from shared.eventstore.event import Event, Recorded
from shared.eventstore.projection import Projection

projection = Projection("webhooks", tables=[webhooks, webhook_replays])


@projection.on(WebhookRegistered)
def register(r: Recorded[WebhookRegistered]) -> Iterable[Executable]:
    yield insert(webhooks).values(
        webhook_id=r.event.webhook_id,
        unit_id=r.unit,
        code=r.event.code,
        owner_id=r.event.owner_id,
        host=r.event.host,
        events=list(r.event.events),
        enabled=True,
        registered_at=r.recorded_at,
        version=r.version,
    )


@projection.on(WebhookChanged)
def change(r: Recorded[WebhookChanged]) -> Iterable[Executable]:
    yield _now(r, owner_id=r.event.owner_id or None, host=r.event.host, events=list(r.event.events))


@projection.on(WebhookSecretRotated)
def rotate(r: Recorded[WebhookSecretRotated]) -> Iterable[Executable]:
    yield _now(r, old_until=r.event.old_until)


@projection.on(WebhookDisabled)
def disable(r: Recorded[WebhookDisabled]) -> Iterable[Executable]:
    yield _now(r, enabled=False, reason=r.event.reason)


@projection.on(WebhookEnabled)
def enable(r: Recorded[WebhookEnabled]) -> Iterable[Executable]:
    yield _now(r, enabled=True, reason=None)


@projection.on(WebhookOwnerLeft)
def leave(r: Recorded[WebhookOwnerLeft]) -> Iterable[Executable]:
    yield _now(r, owner_id=None)


@projection.on(WebhookTakenOver)
def take_over(r: Recorded[WebhookTakenOver]) -> Iterable[Executable]:
    yield _now(r, owner_id=r.event.owner_id)


@projection.on(WebhookClosed)
def close(r: Recorded[WebhookClosed]) -> Iterable[Executable]:
    asked = update(webhook_replays).where(webhook_replays.c.webhook_id == r.id, webhook_replays.c.finished_at.is_(None))
    yield asked.values(finished_at=r.recorded_at)
    yield _now(r, enabled=False, reason=None, old_until=None, closed_at=r.recorded_at)


@projection.on(WebhookReplayAsked)
def ask_replay(r: Recorded[WebhookReplayAsked]) -> Iterable[Executable]:
    yield insert(webhook_replays).values(
        replay_id=r.event.replay_id,
        webhook_id=r.event.webhook_id,
        unit_id=r.unit,
        since=r.event.since,
        until=r.event.until,
        asked_at=r.recorded_at,
    )
    yield _now(r)


@projection.on(WebhookReplayed)
def finish_replay(r: Recorded[WebhookReplayed]) -> Iterable[Executable]:
    done = update(webhook_replays).where(webhook_replays.c.replay_id == r.event.replay_id)
    yield done.values(finished_at=r.recorded_at, found=r.event.found)
    yield _now(r)


def _now(r: Recorded[Event], **changed: Any) -> Executable:
    return update(webhooks).where(webhooks.c.webhook_id == r.id).values(version=r.version, **changed)
