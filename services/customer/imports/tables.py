from sqlalchemy import Boolean, Column, Date, DateTime, Integer, LargeBinary, Table, Text

from services.customer.tables import metadata

imports = Table(
    "imports",
    metadata,
    Column("import_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("dry_run", Boolean, nullable=False),
    Column("stage", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("file_hash", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("actor", Text, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("completed_at", DateTime(timezone=True)),
)

progress = Table(
    "import_progress",
    metadata,
    Column("import_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("registered", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
)
"""Where a run stands; moved in the transaction of each slice, so a killed run goes on behind its last slice."""

chunks = Table(
    "import_chunks",
    metadata,
    Column("import_id", Text, primary_key=True),
    Column("chunk", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("first_row", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
"""Rows that wait, sealed with the import's own key; gone once taken."""

refusals = Table(
    "import_refusals",
    metadata,
    Column("import_id", Text, primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("column", Text, nullable=False),
    Column("reason", Text, nullable=False),
)
