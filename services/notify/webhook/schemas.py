"""Endpoints of partners over HTTP."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from services.notify.rule.definition import Code
from services.notify.webhook.filters import Pattern
from shared.values.clock import Instant
from shared.values.ids import Id
from shared.web.schemas import Answer, Body

Address = Annotated[str, Field(min_length=9, max_length=2_000, examples=["https://partner.example/pactline"])]
Patterns = Annotated[list[Pattern], Field(min_length=1, max_length=50, examples=[["contract/contract.*"]])]


class WebhookBody(Body):
    """`unit_id` is the unit whose events are sent, with those of units below; the caller's own unless given. `owner_id`
    is told when the endpoint is given up; the caller unless given.
    """

    code: Code
    address: Address
    events: Patterns
    unit_id: Id | None = None
    owner_id: Id | None = None


class WebhookChangeBody(Body):
    """What is not given stays as it is."""

    address: Address | None = None
    events: Patterns | None = None
    owner_id: Id | None = None


class RotationBody(Body):
    """For how many hours the old secret signs beside the new one."""

    overlap_hours: Annotated[int, Field(ge=0, le=168)] = 24


class ReplayBody(Body):
    """Moments at which events were recorded; until now unless given."""

    since: Instant
    until: Instant | None = None


class WebhookLine(Answer):
    """Of its address only the host is told. `reason` says why it is disabled; without an owner it is nobody's."""

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


class WebhooksAnswer(Answer):
    webhooks: list[WebhookLine]


class WebhookRegisteredAnswer(Answer):
    """`secret` is told this once."""

    webhook_id: str
    secret: str
    version: int


class WebhookAnswer(Answer):
    webhook_id: str
    enabled: bool
    version: int


class RotationAnswer(Answer):
    """`secret` is told this once; until `old_until` the one before signs beside it."""

    webhook_id: str
    secret: str
    old_until: datetime
    version: int


class ReplayAnswer(Answer):
    webhook_id: str
    replay_id: str
    version: int


class ReplayLine(Answer):
    replay_id: str
    since: datetime
    until: datetime
    asked_at: datetime
    finished_at: datetime | None
    found: int | None


class ReplaysAnswer(Answer):
    replays: list[ReplayLine]
