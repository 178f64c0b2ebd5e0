"""What the pages of webhooks need of notify's answers."""

from datetime import datetime

from services.portal.pages.frame.asking import Seen


class Webhook(Seen):
    """`reason` says why nothing is sent there, `old_until` how long the secret before still signs. Without an owner it
    is nobody's.
    """

    webhook_id: str
    code: str
    unit_id: str
    owner_id: str | None
    host: str
    events: list[str]
    enabled: bool
    reason: str | None
    old_until: datetime | None
    registered_at: datetime
    closed_at: datetime | None
    version: int


class Webhooks(Seen):
    webhooks: list[Webhook]


class Delivery(Seen):
    """`status` and `reason` are of the last try."""

    delivery_id: str
    service: str
    event: str
    event_id: str
    stage: str
    attempts: int
    due_at: datetime
    reason: str | None
    status: int | None
    intended_at: datetime
    settled_at: datetime | None


class Deliveries(Seen):
    deliveries: list[Delivery]


class Replay(Seen):
    since: datetime
    until: datetime
    asked_at: datetime
    finished_at: datetime | None
    found: int | None


class Replays(Seen):
    replays: list[Replay]
