from sqlalchemy import BigInteger, Boolean, Column, DateTime, Integer, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.customer.tables import metadata

uploads = Table(
    "uploads",
    metadata,
    Column("upload_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("file_hash", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
    Column("source", Text),
    Column("columns", JSONB(none_as_null=True)),
    Column("fixed", JSONB(none_as_null=True)),
    Column("import_id", Text),
    Column("dry_run", Boolean),
)
"""Files on their way into the archive: their cells sealed under a key of their own, both gone after a day. The last
columns say what was asked of the file last."""
