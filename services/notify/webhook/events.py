"""What happens to an endpoint of a partner: where events are sent. Its address and its secret are no part of it."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from services.notify.webhook.filters import Pattern
from shared.eventstore.event import Event

Patterns = Annotated[tuple[Pattern, ...], Field(min_length=1, max_length=50)]


class WebhookRegistered(Event, name="webhook.registered.v1"):
    """Events of a unit and those below go to a partner's endpoint from now on; of its address only the host is told."""

    webhook_id: str
    code: str
    owner_id: str
    host: str
    events: Patterns


class WebhookChanged(Event, name="webhook.changed.v1"):
    """Another owner, another address or other events; all is told as it is now; nobody's has no `owner_id`."""

    webhook_id: str
    owner_id: str
    host: str
    events: Patterns


class WebhookSecretRotated(Event, name="webhook.secret_rotated.v1"):
    """A new secret signs; the one before signs beside it until `old_until`."""

    webhook_id: str
    old_until: datetime


class WebhookDisabled(Event, name="webhook.disabled.v1"):
    """Nothing is sent any more: somebody asked for it, the endpoint said that it is gone (410), or nothing reached it
    for as long as one event is tried.
    """

    webhook_id: str
    code: str
    owner_id: str
    host: str
    reason: Literal["asked", "gone", "failing"]
    unit_id: str = ""


class WebhookEnabled(Event, name="webhook.enabled.v1"):
    """It is sent to again, what waited first."""

    webhook_id: str


class WebhookOwnerLeft(Event, name="webhook.owner_left.v1"):
    """Who was told of it works here no longer. It goes on, as nobody's, until somebody takes it over or is named."""

    webhook_id: str
    code: str
    left_id: str
    host: str
    unit_id: str


class WebhookTakenOver(Event, name="webhook.taken_over.v1"):
    """It was nobody's; from now on this one is told of it."""

    webhook_id: str
    owner_id: str


class WebhookClosed(Event, name="webhook.closed.v1"):
    """Nothing is sent any more, for good: its address and its secrets are destroyed, what waits is dropped."""

    webhook_id: str


class WebhookReplayAsked(Event, name="webhook.replay_asked.v1"):
    """What was recorded from `since` to `until` is to be sent once more, read from the topics."""

    webhook_id: str
    replay_id: str
    since: datetime
    until: datetime


class WebhookReplayed(Event, name="webhook.replayed.v1"):
    """All of it was read; `found` are the events that the endpoint wants, sent or waiting to be."""

    webhook_id: str
    replay_id: str
    found: int
