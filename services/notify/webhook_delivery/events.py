"""What happens to an event on its way to a partner's endpoint: intent first, result after."""

from datetime import datetime
from typing import Literal

from shared.eventstore.event import Event

Reason = Literal["address", "unreachable", "slow", "refused", "redirected", "gone", "forgotten"]
"""Why a try failed: the address may not be sent to; nobody answered there, or not by TLS; not in time; another status
than 2xx; a redirect, which is not followed; 410; what was to be sent is kept no longer, and a replay brings it.
"""


class WebhookIntended(Event, name="webhook.intended.v1"):
    """An event is to be sent to an endpoint; nothing was sent yet. The delivery's id is its `webhook-id`."""

    delivery_id: str
    webhook_id: str
    service: str
    event: str
    event_id: str
    key: str


class WebhookPostponed(Event, name="webhook.postponed.v1"):
    """A try failed; the next one is not before `retry_at`."""

    delivery_id: str
    webhook_id: str
    attempt: int
    reason: Reason
    status: int | None
    retry_at: datetime


class WebhookDelivered(Event, name="webhook.delivered.v1"):
    """The endpoint took it, by the status that it answered."""

    delivery_id: str
    webhook_id: str
    service: str
    event: str
    event_id: str
    attempt: int
    status: int


class WebhookFailed(Event, name="webhook.failed.v1"):
    """It is not tried again by itself."""

    delivery_id: str
    webhook_id: str
    attempt: int
    reason: Reason
    status: int | None


class WebhookDropped(Event, name="webhook.dropped.v1"):
    """It is not sent: its endpoint was closed."""

    delivery_id: str
    webhook_id: str


class WebhookResent(Event, name="webhook.resent.v1"):
    """It is to be sent once more under the same id: somebody asked for it, or for the replay named."""

    delivery_id: str
    webhook_id: str
    replay_id: str | None
