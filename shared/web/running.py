"""A service that runs: what its endpoints, consumers and background tasks work with."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from shared.eventstore.context import Context
from shared.eventstore.database import Role
from shared.eventstore.event import Recorded
from shared.eventstore.relay import Relay
from shared.eventstore.store import Store
from shared.eventstore.work import Work
from shared.messaging.consumer import Consumer
from shared.messaging.parked import Replayer
from shared.messaging.runner import ConsumerRunner
from shared.messaging.watching import BrokerWatch
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
    kafka: BrokerWatch | None = None
    after_commit: AfterCommit | None = None
    parkers: Sequence[Consumer | Replayer] = ()
    """Whoever parks here and can retry."""
    permissions: Mapping[str, str] = field(default_factory=dict)
    """What may be granted here, each with a line that says what it allows."""
    draining: bool = False
    parts: dict[str, Any] = field(default_factory=dict)
    """What the service itself keeps while it runs (a cache, a hub of live listeners), under names of its own."""

    @asynccontextmanager
    async def begin(
        self, context: Context | None = None, *, role: Role = "system", read_only: bool = False, lookups: bool = False
    ) -> AsyncIterator[Work]:
        """`Store.begin`, and what follows a commit here: own grants seen at once. Without a context the
        service itself acts.
        """
        async with self.store.begin(context, role=role, read_only=read_only, lookups=lookups) as work:
            yield work
        if work.appended and self.after_commit is not None:
            await self.after_commit(work.appended)
