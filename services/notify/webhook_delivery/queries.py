"""What is to be sent, endpoint by endpoint."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import exists, func, select

from services.notify.webhook.tables import webhooks
from services.notify.webhook_delivery.aggregate import Stage
from services.notify.webhook_delivery.tables import webhook_bodies, webhook_deliveries, webhook_lanes
from shared.eventstore.work import Work

IN_ORDER_FOR: Final = 4
"""Tries for which what came later of the same key waits behind a delivery: 35 minutes. Then it goes past, and the
receiver goes by `sequence`.
"""
ENDPOINTS: Final = 200


@dataclass(frozen=True, slots=True)
class Ready:
    """A delivery whose time has come; without a body it was forgotten meanwhile."""

    delivery_id: str
    body: str | None


async def endpoints_with_work(work: Work) -> Sequence[str]:
    """The enabled endpoints that something is due for, the closed ones that anything waits for; none that a sender
    holds.
    """
    due, lanes = webhook_deliveries.c, webhook_lanes.c
    waits = select(due.delivery_id).where(due.webhook_id == webhooks.c.webhook_id, due.stage == Stage.WAITING)
    now = webhooks.c.enabled & exists(waits.where(due.due_at <= func.now()))
    never = webhooks.c.closed_at.is_not(None) & exists(waits)
    held = select(lanes.webhook_id).where(lanes.webhook_id == webhooks.c.webhook_id, lanes.held_until > func.now())
    found = select(webhooks.c.webhook_id).where(now | never, ~exists(held))
    return [row[0] for row in await work.rows(found.order_by(func.random()).limit(ENDPOINTS))]


HOLD: Final = """
INSERT INTO webhook_lanes AS l (webhook_id, held_until) VALUES ($1, clock_timestamp() + make_interval(secs => $2))
ON CONFLICT (webhook_id) DO UPDATE SET held_until = excluded.held_until WHERE l.held_until <= clock_timestamp()
RETURNING held_until
"""
REST: Final = """
UPDATE webhook_lanes SET held_until = clock_timestamp() + make_interval(secs => $3)
WHERE webhook_id = $1 AND held_until = $2
"""


async def hold(work: Work, webhook_id: str, seconds: float) -> datetime | None:
    """Until when the endpoint is this sender's now; None where it is another one's, or rests. No two holds of an
    endpoint end at the same moment, since one begins when the one before has ended.
    """
    until: datetime | None = await work.conn.fetchval(HOLD, webhook_id, seconds)
    return until


async def let_go(work: Work, webhook_id: str, held_until: datetime, seconds: float) -> None:
    """The endpoint is free after so many seconds of rest, unless this hold has ended and it is another sender's."""
    await work.conn.execute(REST, webhook_id, held_until, seconds)


async def ready(work: Work, webhook_id: str, limit: int) -> Sequence[Ready]:
    """What may be sent to an endpoint now, the first intended first. Of one key only what is first in order, as long as
    that is tried for a while only.
    """
    columns, before = webhook_deliveries.c, webhook_deliveries.alias("before")
    earlier = select(before.c.delivery_id).where(
        before.c.webhook_id == columns.webhook_id,
        before.c.key == columns.key,
        before.c.stage == Stage.WAITING,
        before.c.place < columns.place,
        before.c.attempts < IN_ORDER_FOR,
    )
    same = (webhook_bodies.c.service == columns.service) & (webhook_bodies.c.event_id == columns.event_id)
    found = (
        select(columns.delivery_id, webhook_bodies.c.body)
        .select_from(webhook_deliveries.outerjoin(webhook_bodies, same))
        .where(columns.webhook_id == webhook_id, columns.stage == Stage.WAITING, columns.due_at <= func.now())
        .where(~exists(earlier))
        .order_by(columns.place)
        .limit(limit)
    )
    return [Ready(*row) for row in await work.rows(found)]


async def some_waiting(work: Work, webhook_id: str, limit: int) -> Sequence[str]:
    """Deliveries that wait for an endpoint, due or not."""
    columns = webhook_deliveries.c
    found = select(columns.delivery_id).where(columns.webhook_id == webhook_id, columns.stage == Stage.WAITING)
    return [row[0] for row in await work.rows(found.limit(limit))]


async def waiting(work: Work, webhook_id: str) -> int:
    """How many deliveries wait for an endpoint."""
    columns = webhook_deliveries.c
    found = select(func.count()).where(columns.webhook_id == webhook_id, columns.stage == Stage.WAITING)
    return int(await work.value(found))
