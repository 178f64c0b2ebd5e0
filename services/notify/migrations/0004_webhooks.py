"""Endpoints of partners, and what is sent to them."""

from services.notify.webhook.tables import webhook_replays, webhook_targets, webhooks
from services.notify.webhook_delivery.tables import webhook_bodies, webhook_deliveries, webhook_lanes
from shared.migrations.steps import Migration

revision = "0004"
down_revision = "0003"


def upgrade(m: Migration) -> None:
    seen = (webhooks, webhook_replays, webhook_deliveries)
    m.create(*seen, webhook_targets, webhook_bodies, webhook_lanes)
    m.protect(*seen)
    # Events of other units lie beside each other, and no caller's request has to do with them.
    m.sql("REVOKE ALL ON webhook_bodies, webhook_lanes FROM {app}")
