"""Lists that people take away: how far each is, and what it has so far, sealed and gone after a day."""

from typing import Final

from sqlalchemy import Column, DateTime, Integer, LargeBinary, Table, Text

from services.portal.tables import metadata

exports: Final = Table(
    "exports",
    metadata,
    Column("export_id", Text, primary_key=True),
    Column("staff_id", Text, nullable=False, index=True),
    Column("what", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("expected", Integer),
    Column("key", LargeBinary, nullable=False),
    Column("begun_at", DateTime(timezone=True), nullable=False),
    Column("touched_at", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
)
"""`state` is running, done or failed; one that was not touched for a while lost its maker. No event: what somebody took
away stands in the log of what was seen.
"""

export_pieces: Final = Table(
    "export_pieces",
    metadata,
    Column("export_id", Text, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
