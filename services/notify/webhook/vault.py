"""The addresses and secrets of endpoints: sealed where they lie, and no part of any event."""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from services.notify.webhook.tables import webhook_targets
from shared.eventstore.work import Work
from shared.security.sealing import Sealer, derive, new_key
from shared.settings import PlatformSettings

PREFIX: Final = "whsec_"
"""What a secret of Standard Webhooks begins with; base64 of 32 random bytes follows."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to send, and the secrets that sign: the present one, and the one before while it is still valid."""

    address: str
    secrets: tuple[str, ...]


class Vault:
    """Seals under a key of its own; what is sealed for one endpoint does not open for another."""

    def __init__(self, master: str) -> None:
        self._sealer, self._key = Sealer(master), derive(master, "webhooks")

    @classmethod
    def of(cls, settings: PlatformSettings) -> Self:
        return cls(settings.secret.get_secret_value())

    async def put(self, work: Work, webhook_id: str, address: str) -> str:
        """Keeps a new endpoint's address under a fresh secret, which is told this once."""
        secret = new_secret()
        sealed = {"address": self._sealed(webhook_id, address), "secret": self._sealed(webhook_id, secret)}
        await work.execute(insert(webhook_targets).values(webhook_id=webhook_id, **sealed))
        return secret

    async def move(self, work: Work, webhook_id: str, address: str) -> None:
        """Keeps another address."""
        await self._change(work, webhook_id, address=self._sealed(webhook_id, address))

    async def rotate(self, work: Work, webhook_id: str, overlap: timedelta) -> tuple[str, datetime]:
        """Keeps a new secret, which is told this once, and until when the old one signs beside it."""
        secret, until = new_secret(), work.context.now + overlap
        await self._change(
            work,
            webhook_id,
            old_secret=webhook_targets.c.secret,
            secret=self._sealed(webhook_id, secret),
            old_until=until,
        )
        return secret, until

    async def destroy(self, work: Work, webhook_id: str) -> None:
        """Lets go of address and secrets for ever."""
        await work.execute(delete(webhook_targets).where(webhook_targets.c.webhook_id == webhook_id))

    async def target(self, work: Work, webhook_id: str) -> Target | None:
        """Where to send now; None where it is closed."""
        row = await work.row(select(webhook_targets).where(webhook_targets.c.webhook_id == webhook_id))
        if row is None:
            return None
        sealed = [row["secret"]]
        if row["old_until"] is not None and row["old_until"] > work.context.now:
            sealed.append(row["old_secret"])
        address, *secrets = (self._opened(webhook_id, one) for one in (row["address"], *sealed))
        return Target(address, tuple(secrets))

    async def _change(self, work: Work, webhook_id: str, **values: object) -> None:
        await work.execute(update(webhook_targets).where(webhook_targets.c.webhook_id == webhook_id).values(values))

    def _sealed(self, webhook_id: str, text: str) -> bytes:
        return self._sealer.seal(self._key, text.encode(), f"webhook-{webhook_id}".encode())

    def _opened(self, webhook_id: str, sealed: bytes) -> str:
        return self._sealer.unseal(self._key, sealed, f"webhook-{webhook_id}".encode()).decode()


def new_secret() -> str:
    """A secret in the form of Standard Webhooks."""
    return PREFIX + base64.b64encode(new_key()).decode()
