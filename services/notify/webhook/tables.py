"""The tables of endpoints: what is known of each, and under seal where it is."""

from sqlalchemy import Boolean, Column, DateTime, Integer, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

from services.notify.tables import metadata

webhooks = Table(
    "webhooks",
    metadata,
    Column("webhook_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False, index=True),
    Column("code", Text, nullable=False),
    Column("owner_id", Text),
    Column("host", Text, nullable=False),
    Column("events", ARRAY(Text), nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("reason", Text),
    Column("old_until", DateTime(timezone=True)),
    Column("registered_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    Column("closed_at", DateTime(timezone=True)),
)
"""One row an endpoint of a partner; `reason` says why it is disabled. Without an owner it is nobody's; a closed one is
never enabled again.
"""

webhook_replays = Table(
    "webhook_replays",
    metadata,
    Column("replay_id", Text, primary_key=True),
    Column("webhook_id", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False),
    Column("since", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("finished_at", DateTime(timezone=True)),
    Column("found", Integer),
)

webhook_targets = Table(
    "webhook_targets",
    metadata,
    Column("webhook_id", Text, primary_key=True),
    Column("address", LargeBinary, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("old_secret", LargeBinary),
    Column("old_until", DateTime(timezone=True)),
)
"""Addresses and secrets under seal: they are in no event."""
