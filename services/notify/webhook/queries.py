"""Which endpoints there are, and which of them want an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from services.notify.webhook.filters import patterns_of
from services.notify.webhook.tables import webhooks
from shared.eventstore.store import Store
from shared.eventstore.work import Work
from shared.security.tables import unit_closure


@dataclass(frozen=True, slots=True)
class Wanting:
    """An endpoint that an event goes to, with its own unit."""

    webhook_id: str
    unit: str


async def any_registered(store: Store) -> bool:
    """Whether anybody ever registered an endpoint here."""
    async with store.begin(read_only=True) as work:
        return bool(await work.value(select(exists(select(webhooks.c.webhook_id)))))


async def wanting(work: Work, service: str, event: str, unit: str, recorded_at: datetime) -> Sequence[Wanting]:
    """The enabled endpoints, registered before it was recorded, that want an event and whose unit may see it: it
    belongs to that unit or to one below.
    """
    columns = webhooks.c
    found = (
        select(columns.webhook_id, columns.unit_id)
        .join(unit_closure, unit_closure.c.ancestor == columns.unit_id)
        .where(unit_closure.c.descendant == unit, columns.enabled)
        .where(columns.events.overlap(list(patterns_of(service, event))), columns.registered_at <= recorded_at)
        .order_by(columns.webhook_id)
    )
    return [Wanting(row["webhook_id"], row["unit_id"]) for row in await work.rows(found)]
