"""Which endpoints there are, and which of them want an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select

from services.notify.webhook.filters import patterns_of
from services.notify.webhook.tables import webhooks
from shared.eventstore.store import Store
from shared.eventstore.work import Work
from shared.security.tables import unit_closure, units


@dataclass(frozen=True, slots=True)
class Wanting:
    """An endpoint that an event goes to, with its own unit."""

    webhook_id: str
    unit: str


async def any_registered(store: Store) -> bool:
    """Whether anybody ever registered an endpoint here."""
    async with store.begin(read_only=True) as work:
        return bool(await work.value(select(exists(select(webhooks.c.webhook_id)))))


async def owned_by(work: Work, staff_id: str) -> Sequence[str]:
    """The endpoints that are somebody's and not closed."""
    columns = webhooks.c
    found = select(columns.webhook_id).where(columns.owner_id == staff_id, columns.closed_at.is_(None))
    return [row[0] for row in await work.rows(found.order_by(columns.webhook_id))]


async def wanting(work: Work, service: str, event: str, unit: str, recorded_at: datetime) -> Sequence[Wanting]:
    """The enabled endpoints, registered before it was recorded, that want an event and whose unit may see it: it
    belongs to that unit or to one below.
    """
    columns = webhooks.c
    found = (
        select(columns.webhook_id, columns.unit_id)
        .join(unit_closure, unit_closure.c.ancestor == columns.unit_id)
        .where(unit_closure.c.descendant == unit, *_asking(service, event, recorded_at))
        .order_by(columns.webhook_id)
    )
    return [Wanting(row["webhook_id"], row["unit_id"]) for row in await work.rows(found)]


async def undecided(work: Work, service: str, event: str, unit: str, recorded_at: datetime) -> bool:
    """Whether some endpoint may want an event once it is known here to which units its unit belongs: word of a new unit
    comes from another topic, and may come later than the first event of that unit.
    """
    asking = exists(select(webhooks.c.webhook_id).where(*_asking(service, event, recorded_at)))
    known = exists(select(units.c.unit_id).where(units.c.unit_id == unit))
    return bool(unit) and bool(await work.value(select(asking & ~known)))


def _asking(service: str, event: str, recorded_at: datetime) -> Sequence[ColumnElement[bool]]:
    columns = webhooks.c
    wants = columns.events.overlap(list(patterns_of(service, event)))
    return columns.enabled.is_(True), wants, columns.registered_at <= recorded_at
