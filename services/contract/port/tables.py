from sqlalchemy import Column, DateTime, Index, Integer, LargeBinary, Table, Text, text

from services.contract.tables import metadata

port_messages = Table(
    "port_messages",
    metadata,
    Column("message_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False),
    Column("port", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("stage", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("asked", Integer, nullable=False),
    Column("foreign_number", Text),
    Column("reason", Text),
    Column("learned_by", Text),
    Column("sealed", LargeBinary),
    Column("due_at", DateTime(timezone=True)),
    Column("version", Integer, nullable=False),
    Index("port_messages_due", "stage", "due_at", postgresql_where=text("due_at IS NOT NULL")),
)
"""`due_at` is when it is sent, or asked about, next; `reason` why it was refused or is unknown."""
