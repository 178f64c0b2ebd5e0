"""The tables of notify: what it tells by rule, and what it keeps of others' facts to know whom to tell."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()

rules = Table(
    "rules",
    metadata,
    Column("rule_id", Text, primary_key=True),
    Column("code", Text, nullable=False),
    Column("unit_id", Text, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("definition", JSONB, nullable=False),
)

messages = Table(
    "messages",
    metadata,
    Column("message_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("rule_version", Integer, nullable=False),
    Column("subject", Text, nullable=False),
    Column("about", Text),
    Column("recipient", Text, nullable=False),
    Column("recipient_kind", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("template", Text, nullable=False),
    Column("occasion", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("facts", JSONB, nullable=False),
    Column("stage", Text, nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reason", Text),
    Column("receipt", Text),
    Column("intended_at", DateTime(timezone=True), nullable=False),
    Column("settled_at", DateTime(timezone=True)),
    Column("place", BigInteger),
    Column("version", Integer, nullable=False),
    Index("messages_due", "due_at", postgresql_where=text("stage = 'intended'")),
    Index("messages_inbox", "recipient", "place", postgresql_where=text("channel = 'inbox'")),
    Index("messages_subject", "subject", "intended_at"),
    Index("messages_about", "about", "intended_at"),
    Index("messages_recipient", "recipient", "intended_at"),
    Index("messages_cause", "cause"),
    Index("messages_ledger", "intended_at", "message_id"),
)
"""One row a message. `place` is where its delivery stands in the store's order: the inbox's order and its cursor."""

tasks = Table(
    "tasks",
    metadata,
    Column("task_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("rule_version", Integer, nullable=False),
    Column("assignee", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("title_key", Text, nullable=False),
    Column("occasion", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("facts", JSONB, nullable=False),
    Column("due_on", Date),
    Column("due_sort", Date, nullable=False),
    Column("stage", Text, nullable=False),
    Column("level", Integer, nullable=False),
    Column("because", Text),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("settled_at", DateTime(timezone=True)),
    Column("version", Integer, nullable=False),
    Index("tasks_assignee", "assignee", "stage", "due_sort", "task_id"),
)

endings = Table(
    "endings",
    metadata,
    Column("event", Text, primary_key=True),
    Column("fields", ARRAY(Text), primary_key=True),
    Column("values", ARRAY(Text), primary_key=True),
    Column("target", Text, primary_key=True, index=True),
)
"""What would make an open task or a waiting message (`target`, its stream) moot."""

ending_shapes = Table(
    "ending_shapes",
    metadata,
    Column("event", Text, primary_key=True),
    Column("fields", ARRAY(Text), primary_key=True),
)
"""The field lists by which some ending of an event type was ever laid down."""

webhooks = Table(
    "webhooks",
    metadata,
    Column("webhook_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False, index=True),
    Column("code", Text, nullable=False),
    Column("owner_id", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("events", ARRAY(Text), nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("reason", Text),
    Column("old_until", DateTime(timezone=True)),
    Column("registered_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
)
"""One row an endpoint of a partner; `reason` says why it is disabled."""

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

PROJECTED = (rules, messages, tasks, endings, ending_shapes, webhooks, webhook_replays, webhook_deliveries)

# What follows is in no event: addresses and secrets under seal, what is being sent, who sends.
webhook_targets = Table(
    "webhook_targets",
    metadata,
    Column("webhook_id", Text, primary_key=True),
    Column("address", LargeBinary, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("old_secret", LargeBinary),
    Column("old_until", DateTime(timezone=True)),
)

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

# What follows is folded from other services' topics, not from notify's own store.
people = Table(
    "people",
    metadata,
    Column("person_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("customer_id", Text, index=True),
    Column("role", Text, nullable=False),
    Column("locale", Text, nullable=False),
)
"""Staff and contacts by id and language: who they are is asked of portal and customer at the moment of sending."""

labels = Table(
    "labels",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("label", Text, nullable=False),
)
"""What a contract or an asset is called in the line of a message."""
