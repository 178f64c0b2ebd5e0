"""Replays held against the topics: what one brings was taken since, was given up for a reason, or is still due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pydantic_core import from_json

from shared.eventstore.store import Store
from shared.messaging.envelope import Envelope
from shared.testing.invariants.deliveries import SERVICE, deliveries_of, for_partners, patterns_of, units_below
from shared.testing.invariants.findings import Finding
from shared.testing.invariants.topics import Told

ENDPOINTS: Final = """
SELECT position, type, data, meta->>'unit' AS unit FROM events WHERE stream_id LIKE 'webhook-%' ORDER BY position
"""
MOST_WAITING: Final = 1_000
"""A replay reads on while fewer deliveries than this wait for its endpoint."""
GOES_ON: Final = """
SELECT r.replay_id, r.webhook_id FROM webhook_replays r JOIN webhooks w USING (webhook_id)
WHERE r.finished_at IS NULL AND w.enabled AND (
    SELECT count(*) FROM webhook_deliveries d WHERE d.webhook_id = r.webhook_id AND d.stage = 'waiting'
) < $1 ORDER BY r.replay_id
"""


@dataclass(slots=True)
class Replay:
    """What an owner asked for at `position`; `patterns` are those that the endpoint had all the while it went on."""

    replay_id: str
    webhook_id: str
    unit: str
    since: datetime
    until: datetime
    position: int
    patterns: frozenset[str]

    def means(self, event: Envelope) -> bool:
        """Whether it has to bring this."""
        return self.since <= event.recorded_at < self.until and not self.patterns.isdisjoint(patterns_of(event))


async def going_on(store: Store) -> list[Finding]:
    """Replays that have not ended though nothing keeps them: their endpoint is enabled, and little waits for it."""
    return [
        Finding("settled", SERVICE, f"replay {row['replay_id']} of endpoint {row['webhook_id']} has not ended")
        for row in await store.database.pool("system").fetch(GOES_ON, MOST_WAITING)
    ]


async def brought(store: Store, told: Told, passed: Mapping[int, int]) -> list[Finding]:
    """What the offering consumer has passed on a topic, a replay that ended had to bring, and has no delivery or one
    that was over when it was asked for.
    """
    ended = await _ended(store)
    if not ended:
        return []
    below, read = await units_below(store), for_partners(told, passed)
    known = {(one.webhook_id, *one.event): one for one in (await deliveries_of(store)).values()}
    found: dict[str, None] = {}
    for one in ended:
        for event in read:
            if event.unit not in below[one.unit] or not one.means(event):
                continue
            delivery = known.get((one.webhook_id, event.service, event.id))
            if delivery is None or (delivery.stage != "waiting" and delivery.position < one.position):
                found[f"{event.id} of {event.service} was not sent for replay {one.replay_id}"] = None
    return [Finding("sent", SERVICE, what) for what in found]


async def _ended(store: Store) -> list[Replay]:
    """The replays that were carried out to their end."""
    ended, going = list[Replay](), dict[str, Replay]()
    wanted: dict[str, frozenset[str]] = {}
    for row in await store.database.pool("system").fetch(ENDPOINTS):
        said: Mapping[str, Any] = from_json(row["data"])
        webhook = said["webhook_id"]
        match row["type"]:
            case "webhook.registered.v1" | "webhook.changed.v1":
                wanted[webhook] = frozenset(said["events"])
                for one in going.values():
                    if one.webhook_id == webhook:
                        one.patterns &= wanted[webhook]
            case "webhook.replay_asked.v1":
                since, until = datetime.fromisoformat(said["since"]), datetime.fromisoformat(said["until"])
                about = said["replay_id"], webhook, row["unit"]
                going[said["replay_id"]] = Replay(*about, since, until, row["position"], wanted[webhook])
            case "webhook.replayed.v1":
                ended.append(going.pop(said["replay_id"]))
    return ended
