"""The log of deliveries, and what of it waits to be sent."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Executable, insert, update

from services.notify.webhook_delivery.aggregate import Stage
from services.notify.webhook_delivery.events import (
    WebhookDelivered,
    WebhookDropped,
    WebhookFailed,
    WebhookIntended,
    WebhookPostponed,
    WebhookResent,
)
from services.notify.webhook_delivery.tables import webhook_deliveries
from shared.eventstore.event import Event, Recorded
from shared.eventstore.projection import Projection

CLOSED: Final = "closed"
"""The reason of what was dropped, beside those of tries."""

projection = Projection("webhook_deliveries", tables=[webhook_deliveries])


@projection.on(WebhookIntended)
def intend(r: Recorded[WebhookIntended]) -> Iterable[Executable]:
    yield insert(webhook_deliveries).values(
        delivery_id=r.event.delivery_id,
        webhook_id=r.event.webhook_id,
        unit_id=r.unit,
        service=r.event.service,
        event=r.event.event,
        event_id=r.event.event_id,
        key=r.event.key,
        stage=Stage.WAITING,
        attempts=0,
        due_at=r.recorded_at,
        intended_at=r.recorded_at,
        place=r.position,
        version=r.version,
    )


@projection.on(WebhookPostponed)
def postpone(r: Recorded[WebhookPostponed]) -> Iterable[Executable]:
    e = r.event
    yield _now(r, Stage.WAITING, attempts=e.attempt, due_at=e.retry_at, reason=e.reason, status=e.status)


@projection.on(WebhookDelivered)
def deliver(r: Recorded[WebhookDelivered]) -> Iterable[Executable]:
    e = r.event
    settled = r.recorded_at
    yield _now(r, Stage.DELIVERED, attempts=e.attempt, reason=None, status=e.status, settled_at=settled)


@projection.on(WebhookFailed)
def fail(r: Recorded[WebhookFailed]) -> Iterable[Executable]:
    e = r.event
    yield _now(r, Stage.FAILED, attempts=e.attempt, reason=e.reason, status=e.status, settled_at=r.recorded_at)


@projection.on(WebhookDropped)
def drop(r: Recorded[WebhookDropped]) -> Iterable[Executable]:
    yield _now(r, Stage.FAILED, reason=CLOSED, settled_at=r.recorded_at)


@projection.on(WebhookResent)
def resend(r: Recorded[WebhookResent]) -> Iterable[Executable]:
    fresh = {"attempts": 0, "due_at": r.recorded_at, "place": r.position}
    yield _now(r, Stage.WAITING, **fresh, reason=None, status=None, settled_at=None)


def _now(r: Recorded[Event], stage: Stage, **changed: Any) -> Executable:
    row = update(webhook_deliveries).where(webhook_deliveries.c.delivery_id == r.id)
    return row.values(stage=stage, version=r.version, **changed)
