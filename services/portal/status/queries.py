"""How each service does, as it says itself."""

import asyncio
from dataclasses import dataclass

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from shared.security.trusted import trusted
from shared.settings import PORTS, PlatformSettings

SECONDS = 2.0


class ConsumerSeen(BaseModel):
    model_config = ConfigDict(extra="ignore")

    name: str
    lag: int | None


class RelaySeen(BaseModel):
    model_config = ConfigDict(extra="ignore")

    pending: int | None
    oldest_age_seconds: float | None


class StatusSeen(BaseModel):
    """What the page shows of a service's own status."""

    model_config = ConfigDict(extra="ignore")

    ready: bool
    checks: dict[str, bool]
    relay: RelaySeen
    consumers: list[ConsumerSeen]
    parked: int | None


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service on the page; without `status` it is away."""

    name: str
    status: StatusSeen | None

    @property
    def lag(self) -> int | None:
        """Records its consumers have still to read; None while one of them doesn't know."""
        lags = [one.lag for one in self.status.consumers] if self.status else [None]
        return None if None in lags else sum(lag or 0 for lag in lags)


async def all_services(settings: PlatformSettings) -> list[ServiceLine]:
    """Every service's status, asked side by side; whoever does not answer within two seconds is away."""
    async with httpx.AsyncClient(timeout=SECONDS, trust_env=False, verify=trusted(*map(settings.url, PORTS))) as client:

        async def ask(name: str) -> ServiceLine:
            try:
                answer = await client.get(settings.url(name) + "/v1/platform/status")
                return ServiceLine(name, StatusSeen.model_validate_json(answer.content))
            except (httpx.HTTPError, ValidationError):
                return ServiceLine(name, None)

        return list(await asyncio.gather(*(ask(name) for name in PORTS)))
