"""Partners' endpoints held against the topics: what an endpoint wants has one delivery, and that is over or goes on."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final

from pydantic_core import from_json

from shared.eventstore.store import Store
from shared.messaging.envelope import Envelope
from shared.testing.invariants.findings import Finding
from shared.testing.invariants.topics import Told

SERVICE: Final = "notify"
OFFERING: Final = "webhooks"
"""The consumer that offers what others publish to endpoints."""

ENDPOINTS: Final = """
SELECT type, data, meta->>'unit' AS unit, recorded_at FROM events WHERE stream_id LIKE 'webhook-%' ORDER BY position
"""
DELIVERIES: Final = """
SELECT position, stream_id, type, data FROM events WHERE stream_id LIKE 'webhook\\_delivery-%' ORDER BY position
"""
BELOW: Final = "SELECT ancestor, descendant FROM unit_closure"
UNKEPT: Final = """
SELECT delivery_id FROM webhook_deliveries d WHERE stage = 'waiting' AND NOT EXISTS (
    SELECT FROM webhook_bodies b WHERE b.service = d.service AND b.event_id = d.event_id
) AND EXISTS (SELECT FROM webhook_targets t WHERE t.webhook_id = d.webhook_id) ORDER BY delivery_id
"""
LOST: Final = """
SELECT s.delivery_id FROM unnest($1::text[]) AS s(delivery_id)
WHERE NOT EXISTS (SELECT FROM webhook_deliveries d WHERE d.delivery_id = s.delivery_id) ORDER BY s.delivery_id
"""


@dataclass(slots=True)
class Endpoint:
    """What is known of an endpoint: `since` when it has wanted each pattern without a break, while it is enabled."""

    unit: str
    patterns: tuple[str, ...]
    enabled: bool = True
    since: dict[str, datetime] = field(default_factory=dict)

    def happened(self, name: str, said: Mapping[str, Any], at: datetime) -> None:
        """Folds one event of it."""
        match name:
            case "webhook.registered.v1" | "webhook.changed.v1":
                self.patterns = tuple(said["events"])
            case "webhook.enabled.v1":
                self.enabled = True
            case "webhook.disabled.v1" | "webhook.closed.v1":
                self.enabled = False
        self.since = {one: self.since.get(one, at) for one in self.patterns} if self.enabled else {}

    def wants(self, event: Envelope) -> bool:
        """Whether it has wanted this without a break since before it was recorded. What was recorded in an earlier
        stretch may have been read after that ended, and is not offered then.
        """
        since = (self.since.get(pattern) for pattern in patterns_of(event))
        return any(one is not None and one <= event.recorded_at for one in since)


@dataclass(slots=True)
class Delivery:
    """What was recorded of one event for one endpoint, at `position` the last of it."""

    webhook_id: str
    event: tuple[str, str]
    stage: str = "waiting"
    reason: str = ""
    intended: int = 0
    again: bool = False
    position: int = 0

    def happened(self, name: str, said: Mapping[str, Any], position: int) -> None:
        """Folds one event of it."""
        self.position = position
        match name:
            case "webhook.intended.v1":
                self.intended += 1
            case "webhook.delivered.v1":
                self.again, self.stage = self.again or self.stage == "delivered", "delivered"
            case "webhook.failed.v1":
                self.stage, self.reason = "failed", said["reason"]
            case "webhook.dropped.v1":
                self.stage, self.reason = "failed", "closed"
            case "webhook.resent.v1":
                self.stage = "waiting"


async def offered(store: Store, told: Told, passed: Mapping[int, int]) -> list[Finding]:
    """What the offering consumer has passed on a topic, some endpoint wants, and has no delivery."""
    endpoints = await _endpoints(store)
    if not endpoints:
        return []
    below = await units_below(store)
    known = {(one.webhook_id, *one.event) for one in (await deliveries_of(store)).values()}
    missing = {
        (webhook, event.service, event.id): None
        for event in for_partners(told, passed)
        for webhook, endpoint in endpoints.items()
        if event.unit in below[endpoint.unit] and endpoint.wants(event)
    }
    return [
        Finding("sent", SERVICE, f"{event} of {service} is wanted by endpoint {webhook} and has no delivery")
        for webhook, service, event in missing
        if (webhook, service, event) not in known
    ]


async def on_their_way(store: Store) -> list[Finding]:
    """Deliveries that are there twice, were taken twice without being asked for again, were given up without a reason,
    or wait where no sender would find them.
    """
    found, of_event = [], defaultdict(list)
    deliveries = await deliveries_of(store)
    for named, one in deliveries.items():
        of_event[one.webhook_id, *one.event].append(named)
        if one.intended != 1:
            found.append(f"delivery {named} was intended {one.intended} times")
        if one.again:
            found.append(f"delivery {named} was noted as taken a second time without being sent again")
        if one.stage == "failed" and not one.reason:
            found.append(f"delivery {named} was given up for no reason")
    found += [
        f"{event} of {service} has {len(ids)} deliveries to endpoint {webhook}"
        for (webhook, service, event), ids in of_event.items()
        if len(ids) > 1
    ]
    pool = store.database.pool("system")
    lost = await pool.fetch(LOST, list(deliveries))
    found += [f"delivery {row['delivery_id']} is where no sender finds it" for row in lost]
    unkept = await pool.fetch(UNKEPT)
    found += [f"delivery {row['delivery_id']} waits, and what it sends is not kept" for row in unkept]
    return [Finding("sent", SERVICE, what) for what in found]


async def _endpoints(store: Store) -> dict[str, Endpoint]:
    found: dict[str, Endpoint] = {}
    for row in await store.database.pool("system").fetch(ENDPOINTS):
        said = from_json(row["data"])
        one = found.setdefault(said["webhook_id"], Endpoint(row["unit"], ()))
        one.happened(row["type"], said, row["recorded_at"])
    return found


async def deliveries_of(store: Store) -> dict[str, Delivery]:
    """What became of every delivery, by its id."""
    found: dict[str, Delivery] = {}
    for row in await store.database.pool("system").fetch(DELIVERIES):
        said, named = from_json(row["data"]), row["stream_id"].partition("-")[2]
        about = said["webhook_id"], (said.get("service", ""), said.get("event_id", ""))
        found.setdefault(named, Delivery(*about)).happened(row["type"], said, row["position"])
    return found


async def units_below(store: Store) -> Mapping[str, set[str]]:
    """The units below each, itself among them."""
    below: dict[str, set[str]] = defaultdict(set)
    for row in await store.database.pool("system").fetch(BELOW):
        below[row["ancestor"]].add(row["descendant"])
    return below


def for_partners(told: Told, passed: Mapping[int, int]) -> list[Envelope]:
    """What the offering consumer has passed on a topic and may go to a partner."""
    read = (event for (partition, offset), event in told.said if offset < passed.get(partition, 0))
    return [event for event in read if _published(event.service, event.type)]


def patterns_of(event: Envelope) -> tuple[str, str, str]:
    """The patterns that an event satisfies."""
    first, _, _ = event.type.partition(".")
    return f"{event.service}/*", f"{event.service}/{first}.*", f"{event.service}/{event.type}"


@cache
def _published(service: str, event: str) -> bool:
    """Whether it is of the published language: nothing else goes to partners."""
    return files("shared").joinpath("schemas", service, f"{event}.json").is_file()
