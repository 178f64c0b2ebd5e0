"""The tables of deliveries: the log, and beside it what is being sent and by whom."""

from sqlalchemy import BigInteger, Column, DateTime, Index, Integer, Table, Text, text

from services.notify.tables import metadata

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("delivery_id", Text, primary_key=True),
    Column("webhook_id", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("reason", Text),
    Column("status", Integer),
    Column("intended_at", DateTime(timezone=True), nullable=False),
    Column("settled_at", DateTime(timezone=True)),
    Column("place", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Index("webhook_deliveries_due", "webhook_id", "due_at", postgresql_where=text("stage = 'waiting'")),
    Index("webhook_deliveries_order", "webhook_id", "key", "place", postgresql_where=text("stage = 'waiting'")),
    Index("webhook_deliveries_log", "webhook_id", "intended_at", "delivery_id"),
    Index("webhook_deliveries_event", "service", "event_id"),
)
"""One row an event and endpoint. `place` is where it was last intended in the store's order: what of one key goes in
this order. `unit_id` is the endpoint's.
"""

webhook_bodies = Table(
    "webhook_bodies",
    metadata,
    Column("service", Text, primary_key=True),
    Column("event_id", Text, primary_key=True),
    Column("body", Text, nullable=False),
    Column("kept_at", DateTime(timezone=True), nullable=False, index=True),
)
"""What is sent of an event, once for all its endpoints, as long as it may be sent again."""

webhook_lanes = Table(
    "webhook_lanes",
    metadata,
    Column("webhook_id", Text, primary_key=True),
    Column("held_until", DateTime(timezone=True), nullable=False),
)
"""Until when an endpoint is one sender's, or rests: another one takes it afterwards."""
