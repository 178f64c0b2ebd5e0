"""A service that runs: what its endpoints, consumers and background tasks work with."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.eventstore.event import Recorded
from shared.eventstore.relay import Relay
from shared.eventstore.store import Store
from shared.messaging.runner import ConsumerRunner
from shared.security.grants import Grants
from shared.security.tokens import TokenVerifier
from shared.settings import PlatformSettings
from shared.web.client import Peers
from shared.web.idempotency import Answers
from shared.web.positions import Reached
from shared.web.rate import RateLimit

AfterCommit = Callable[[Sequence[Recorded[Any]]], Awaitable[None]]


@dataclass
class Running:
    """The parts of one running service. Endpoints reach it through the types in shared/web/routing.py."""

    name: str
    settings: PlatformSettings
    store: Store
    grants: Grants
    tokens: TokenVerifier
    peers: Peers
    answers: Answers
    limit: RateLimit
    reached: Reached
    relay: Relay | None = None
    consumers: ConsumerRunner | None = None
    after_commit: AfterCommit | None = None
    draining: bool = False
    parts: dict[str, Any] = field(default_factory=dict)
    """What the service itself keeps while it runs (a cache, a hub of live listeners), under names of its own."""
