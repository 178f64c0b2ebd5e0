"""Endpoints of partners: registering, changing, switching, taking over, closing, new secrets, replays."""

from datetime import timedelta

from sqlalchemy import select

from services.notify.webhook import handlers
from services.notify.webhook.aggregate import Stage, Webhook
from services.notify.webhook.schemas import (
    ReplayAnswer,
    ReplayBody,
    ReplayLine,
    ReplaysAnswer,
    RotationAnswer,
    RotationBody,
    WebhookAnswer,
    WebhookBody,
    WebhookChangeBody,
    WebhookLine,
    WebhookRegisteredAnswer,
    WebhooksAnswer,
)
from services.notify.webhook.tables import webhook_replays, webhooks
from services.notify.webhook.vault import Vault
from shared.eventstore.aggregate import Stream
from shared.security.known import require_people, unit_for
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import Command, Here, IfMatch, Page, Query, allowed, page_of, router

routes = router()
READ = [allowed("notify.webhook.read")]
DEFINE = [allowed("notify.webhook.define")]
LINE = tuple(webhooks.c[name] for name in WebhookLine.model_fields)
REPLAY = tuple(webhook_replays.c[name] for name in ReplayLine.model_fields)


@routes.get("/v1/webhooks", dependencies=READ)
async def index(
    work: Query,
    page: Page,
    closed: bool = False,  # noqa: FBT001, FBT002 - a query parameter
) -> WebhooksAnswer:
    """The endpoints for units that the caller sees, or those that were closed."""
    over = webhooks.c.closed_at.is_not(None) if closed else webhooks.c.closed_at.is_(None)
    lines = select(*LINE).where(visible(webhooks.c.unit_id), over)
    rows = await page_of(work, lines, [webhooks.c.code, webhooks.c.webhook_id], page)
    return WebhooksAnswer(webhooks=[WebhookLine(**row) for row in rows])


@routes.post("/v1/webhooks", status_code=201, dependencies=DEFINE)
async def register(body: WebhookBody, work: Command, here: Here) -> WebhookRegisteredAnswer:
    """Sends events of a unit and those below to an address from now on."""
    owner = body.owner_id or work.context.actor
    await require_people(work, {"/owner_id": owner})
    unit = await unit_for(work, body.unit_id)
    vault, events = Vault.of(here.settings), tuple(body.events)
    webhook, secret = await handlers.register_webhook(work, vault, body.code, unit, owner, body.address, events)
    return WebhookRegisteredAnswer(webhook_id=webhook.id, secret=secret, version=webhook.version)


@routes.get("/v1/webhooks/{webhook_id}", dependencies=READ)
async def show(webhook_id: Id, work: Query) -> WebhookLine:
    """One endpoint."""
    row = await work.row(select(*LINE).where(webhooks.c.webhook_id == webhook_id, visible(webhooks.c.unit_id)))
    if row is None:
        raise NotFoundError
    return WebhookLine(**row)


@routes.patch("/v1/webhooks/{webhook_id}", dependencies=DEFINE)
async def change(
    webhook_id: Id, body: WebhookChangeBody, if_match: IfMatch, work: Command, here: Here
) -> WebhookAnswer:
    """Another address, owner, or other events."""
    webhook = await handlers.webhook_of(work, webhook_id, if_match=if_match)
    await require_people(work, {"/owner_id": body.owner_id})
    events = tuple(body.events) if body.events else None
    vault = Vault.of(here.settings)
    await handlers.change_webhook(work, vault, webhook, owner=body.owner_id, address=body.address, events=events)
    return _answer(webhook)


@routes.post("/v1/webhooks/{webhook_id}/disabling", status_code=201, dependencies=DEFINE)
async def disable(webhook_id: Id, work: Command) -> WebhookAnswer:
    """Sends nothing there any more; what waits is kept, what happens meanwhile is not: a replay brings it."""
    webhook = await handlers.webhook_of(work, webhook_id)
    await handlers.switch_webhook(work, webhook, enabled=False)
    return _answer(webhook)


@routes.post("/v1/webhooks/{webhook_id}/enabling", status_code=201, dependencies=DEFINE)
async def enable(webhook_id: Id, work: Command) -> WebhookAnswer:
    """Sends there again, what waited first."""
    webhook = await handlers.webhook_of(work, webhook_id)
    await handlers.switch_webhook(work, webhook, enabled=True)
    return _answer(webhook)


@routes.post("/v1/webhooks/{webhook_id}/taking-over", status_code=201, dependencies=DEFINE)
async def take_over(webhook_id: Id, work: Command) -> WebhookAnswer:
    """The caller becomes the owner of what is nobody's, since who owned it left."""
    webhook = await handlers.webhook_of(work, webhook_id)
    await require_people(work, {"": work.context.actor})
    await handlers.take_over_webhook(work, webhook, work.context.actor)
    return _answer(webhook)


@routes.post("/v1/webhooks/{webhook_id}/closing", status_code=201, dependencies=DEFINE)
async def close(webhook_id: Id, work: Command, here: Here) -> WebhookAnswer:
    """Sends nothing there any more, for good: address and secrets are destroyed, what waits is dropped. Its log stays,
    and its short name is not used again.
    """
    webhook = await handlers.webhook_of(work, webhook_id)
    await handlers.close_webhook(work, Vault.of(here.settings), webhook)
    return _answer(webhook)


@routes.post("/v1/webhooks/{webhook_id}/secret", status_code=201, dependencies=DEFINE)
async def rotate(webhook_id: Id, body: RotationBody, work: Command, here: Here) -> RotationAnswer:
    """A new secret; both sign until the old one ends."""
    webhook = await handlers.webhook_of(work, webhook_id)
    overlap = timedelta(hours=body.overlap_hours)
    secret, until = await handlers.rotate_secret(work, Vault.of(here.settings), webhook, overlap)
    return RotationAnswer(webhook_id=webhook_id, secret=secret, old_until=until, version=webhook.version)


@routes.post("/v1/webhooks/{webhook_id}/replays", status_code=201, dependencies=DEFINE)
async def replay(webhook_id: Id, body: ReplayBody, work: Command) -> ReplayAnswer:
    """Sends once more what was recorded between two moments, under the same ids as before."""
    webhook = await handlers.webhook_of(work, webhook_id)
    replay_id = await handlers.ask_replay(work, webhook, body.since, body.until)
    return ReplayAnswer(webhook_id=webhook_id, replay_id=replay_id, version=webhook.version)


@routes.get("/v1/webhooks/{webhook_id}/replays", dependencies=READ)
async def replays(webhook_id: Id, work: Query, page: Page) -> ReplaysAnswer:
    """The replays asked of an endpoint, the latest first."""
    columns = webhook_replays.c
    asked = select(*REPLAY).where(columns.webhook_id == webhook_id, visible(columns.unit_id))
    rows = await page_of(work, asked, [columns.asked_at.desc(), columns.replay_id.desc()], page)
    return ReplaysAnswer(replays=[ReplayLine(**row) for row in rows])


def _answer(webhook: Stream[Webhook]) -> WebhookAnswer:
    enabled = webhook.state.stage is Stage.ENABLED
    return WebhookAnswer(webhook_id=webhook.id, enabled=enabled, version=webhook.version)
