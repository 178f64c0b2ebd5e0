"""The log of deliveries over HTTP."""

from datetime import datetime

from shared.web.schemas import Answer


class DeliveryLine(Answer):
    """One event for one endpoint; `delivery_id` is its `webhook-id`. `status` and `reason` are of the last try."""

    delivery_id: str
    webhook_id: str
    service: str
    event: str
    event_id: str
    stage: str
    attempts: int
    due_at: datetime
    reason: str | None
    status: int | None
    intended_at: datetime
    settled_at: datetime | None
    version: int


class DeliveriesAnswer(Answer):
    deliveries: list[DeliveryLine]


class DeliveryAnswer(Answer):
    delivery_id: str
    stage: str
    version: int
