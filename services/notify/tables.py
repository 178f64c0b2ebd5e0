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
    Column("moot_at", DateTime(timezone=True)),
    Column("moot_place", BigInteger),
    Column("version", Integer, nullable=False),
    Index("messages_due", "due_at", postgresql_where=text("stage = 'intended'")),
    Index("messages_inbox", "recipient", "place", postgresql_where=text("channel = 'inbox'")),
    Index("messages_moot", "recipient", "moot_place", postgresql_where=text("moot_place IS NOT NULL")),
    Index("messages_subject", "subject", "intended_at"),
    Index("messages_about", "about", "intended_at"),
    Index("messages_recipient", "recipient", "intended_at"),
    Index("messages_cause", "cause"),
    Index("messages_ledger", "intended_at", "message_id"),
)
"""One row a message. `place` is where its delivery stands in the store's order: the inbox's order and its cursor;
`moot_place` where what it tells of ended.
"""

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

PROJECTED = (rules, messages, tasks, endings, ending_shapes)

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
