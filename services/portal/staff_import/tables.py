"""Files of staff on their way in, with how far each is; their cells sealed under a key of their own, gone with it."""

from typing import Final

from sqlalchemy import ARRAY, Boolean, Column, Date, DateTime, Integer, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.portal.tables import metadata

COUNTED: Final = ("joined", "moved", "changed", "gone", "later", "unchanged", "refused")

staff_imports: Final = Table(
    "staff_imports",
    metadata,
    Column("import_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("name", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("dry_run", Boolean, nullable=False),
    Column("columns", JSONB, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    *(Column(name, Integer, nullable=False) for name in COUNTED),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("completed_at", DateTime(timezone=True)),
    Column("today", Date),
    Column("sealed", LargeBinary),
)
"""`stage` is waiting, running or done; `scopes` are the units on which its sender may take people on."""

staff_import_refusals: Final = Table(
    "staff_import_refusals",
    metadata,
    Column("import_id", Text, primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("column", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

staff_import_rows: Final = Table(
    "staff_import_rows",
    metadata,
    Column("import_id", Text, primary_key=True),
    Column("deed", Text, primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("staff_id", Text),
)
"""Under which counts each row stands that was not refused, and whom it is of; nobody yet where somebody would join."""

staff_import_changes: Final = Table(
    "staff_import_changes",
    metadata,
    Column("import_id", Text, primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("fields", ARRAY(Text), nullable=False),
)
"""Rows that say something new of somebody who is here: which fields, never what they say."""
