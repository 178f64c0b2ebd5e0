"""What was sent to an endpoint and what became of it; sending it once more."""

from sqlalchemy import select

from services.notify.webhook_delivery import handlers
from services.notify.webhook_delivery.aggregate import Stage
from services.notify.webhook_delivery.schemas import DeliveriesAnswer, DeliveryAnswer, DeliveryLine
from services.notify.webhook_delivery.tables import webhook_deliveries
from shared.security.visibility import visible
from shared.values.ids import Id
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()
LINE = tuple(webhook_deliveries.c[name] for name in DeliveryLine.model_fields)


@routes.get("/v1/webhooks/{webhook_id}/deliveries", dependencies=[allowed("notify.webhook.read")])
async def log(webhook_id: Id, work: Query, page: Page, stage: Stage | None = None) -> DeliveriesAnswer:
    """The deliveries to an endpoint, the latest first."""
    columns = webhook_deliveries.c
    lines = select(*LINE).where(columns.webhook_id == webhook_id, visible(columns.unit_id))
    if stage is not None:
        lines = lines.where(columns.stage == stage)
    rows = await page_of(work, lines, [columns.intended_at.desc(), columns.delivery_id.desc()], page)
    return DeliveriesAnswer(deliveries=[DeliveryLine(**row) for row in rows])


@routes.post(
    "/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/resending",
    status_code=201,
    dependencies=[allowed("notify.webhook.define")],
)
async def resend(webhook_id: Id, delivery_id: Id, work: Command) -> DeliveryAnswer:
    """Sends a delivery once more, under the same id."""
    delivery = await handlers.resend(work, webhook_id, delivery_id)
    return DeliveryAnswer(delivery_id=delivery_id, stage=delivery.state.stage, version=delivery.version)
