"""A partner beside an installation: a server of its own is sent every event, and what was sent lately comes again."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from services.notify.webhook.filters import SOURCES
from services.story.context import Story
from shared.eventstore.store import Store
from shared.testing.https import Https, https
from shared.testing.tls import self_signed
from tests.faults.soak.clients import Client
from tests.faults.soak.commands import Asked

REPLAYED_EVERY: Final = 60.0
REPLAYED: Final = timedelta(seconds=40)
"""A replay brings so much of the past."""
DELIVERED: Final = "SELECT delivery_id FROM webhook_deliveries WHERE stage = 'delivered' ORDER BY delivery_id"


@dataclass(frozen=True, slots=True)
class Certified:
    """What the partner's server shows, and what an installation is told so that it sends there."""

    context: ssl.SSLContext
    environment: dict[str, str]


def certified(folder: Path) -> Certified:
    """A server on this machine is sent to by who trusts its certificate."""
    certificate, context = self_signed(folder, datetime.now(UTC) + timedelta(days=1))
    return Certified(
        context,
        {
            "PACTLINE_NOTIFY_WEBHOOK_NETWORKS": '["127.0.0.0/8"]',
            "PACTLINE_NOTIFY_WEBHOOK_CA_FILE": str(certificate),
        },
    )


@dataclass
class Partner:
    """It takes all that it is sent."""

    there: Https
    webhook_id: str = ""
    replays: int = 0

    async def register(self, story: Story) -> None:
        """Its endpoint is for every event of every service that tells partners anything."""
        body = {"code": "erp", "address": self.there.address(), "events": [f"{service}/*" for service in SOURCES]}
        self.webhook_id = (await story.by("administrator").post("notify", "/v1/webhooks", body))["webhook_id"]

    async def ask_for_replays(self, client: Client, stopping: asyncio.Event) -> None:
        """Every now and then, until told to stop; one after the other."""
        path = f"/v1/webhooks/{self.webhook_id}/replays"
        while not stopping.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), REPLAYED_EVERY)
                return
            since = (datetime.now(UTC) - REPLAYED).isoformat()
            await client.command(Asked("administrator", "notify", "POST", path, {"since": since}))
            self.replays += 1

    @property
    def sent(self) -> int:
        """How many deliveries reached it."""
        return len({asked.headers["webhook-id"] for asked in self.there.asked})

    async def never_came(self, notify: Store) -> list[str]:
        """What was noted as taken and never reached it."""
        noted = [row["delivery_id"] for row in await notify.database.pool("system").fetch(DELIVERED)]
        came = {asked.headers["webhook-id"] for asked in self.there.asked}
        return [f"delivery {one} was noted as taken and never came" for one in noted if one not in came]


@asynccontextmanager
async def partner_beside(shown: Certified | None) -> AsyncIterator[Partner | None]:
    """Listens while inside; nobody does without what is to be shown."""
    if shown is None:
        yield None
        return
    async with https(shown.context) as there:
        yield Partner(there)
