"""The endpoints that every service has: alive, ready, figures, status."""

import asyncio
from typing import Annotated, Any, Final, Literal

from fastapi import Query as QueryParameter
from fastapi import Response
from pydantic_core import to_json

from shared.observability.metrics import CONTENT_TYPE, exposition, show_outbox, show_partitions, show_ready
from shared.web.health import Health, health_of, outbox_of
from shared.web.routing import Here, public, router
from shared.web.schemas import Answer

routes: Final = router()

Purpose = Annotated[Literal["commands"] | None, QueryParameter(alias="for")]


class ConsumerStatus(Answer):
    name: str
    assigned: bool
    lag: int | None
    parked: int | None


class RelayStatus(Answer):
    leading: bool
    alive: bool
    pending: int | None
    oldest_age_seconds: float | None


class PlatformStatus(Answer):
    """What the database would have to tell is null while it is away, what Kafka would (`lag`) while it does not
    answer and until the consumer has joined: nobody knows then what waits.
    """

    service: str
    ready: bool
    checks: dict[str, bool]
    relay: RelayStatus
    consumers: list[ConsumerStatus]
    parked: int | None


class Permission(Answer):
    permission: str
    meaning: str


class Permissions(Answer):
    permissions: list[Permission]


@routes.get("/livez", include_in_schema=False, dependencies=[public()])
async def livez() -> Response:
    return Response(b"alive", media_type="text/plain")


@routes.get("/readyz", include_in_schema=False, dependencies=[public()])
async def readyz(running: Here, purpose: Purpose = None) -> Response:
    """Whether everything is as it should be; `?for=commands`, whether callers may be sent here."""
    health = await health_of(running)
    ready = health.takes_commands if purpose else health.ready
    return Response(
        to_json({"ready": ready, "checks": health.checks}),
        status_code=200 if ready else 503,
        media_type="application/json",
    )


@routes.get("/metrics", include_in_schema=False, dependencies=[public()])
async def metrics(running: Here) -> Response:
    """Looks at what `/readyz` tells too, so that it is seen where nobody asks for that; within two seconds."""
    health, outbox = await asyncio.gather(health_of(running), outbox_of(running))
    show_ready(running.name, health.checks)
    show_partitions(running.name, {one.name: one.partitions for one in health.consumers})
    show_outbox(running.name, outbox)
    return Response(exposition(), media_type=CONTENT_TYPE)


@routes.get("/v1/platform/status", dependencies=[public()])
async def platform_status(running: Here) -> PlatformStatus:
    health: Health = await health_of(running)
    pending, oldest = await outbox_of(running) or (None, None)
    consumers: list[Any] = [
        ConsumerStatus(name=one.name, assigned=one.assigned, lag=one.lag, parked=one.parked) for one in health.consumers
    ]
    return PlatformStatus(
        service=running.name,
        ready=health.ready,
        checks=health.checks,
        relay=RelayStatus(
            leading=health.relay_leading, alive=health.relay_alive, pending=pending, oldest_age_seconds=oldest
        ),
        consumers=consumers,
        parked=sum(one.parked or 0 for one in consumers) if health.checks["database"] else None,
    )


@routes.get("/v1/permissions", dependencies=[public()])
async def permissions(running: Here) -> Permissions:
    """What may be granted here, each with what it allows."""
    listed = sorted(running.permissions.items())
    return Permissions(permissions=[Permission(permission=name, meaning=meaning) for name, meaning in listed])
