"""Back-ups that were asked for from a page: how far each is, and where it lies."""

from typing import Final

from sqlalchemy import BigInteger, Column, DateTime, Integer, Table, Text

from services.portal.tables import metadata

backups: Final = Table(
    "backups",
    metadata,
    Column("backup_id", Text, primary_key=True),
    Column("actor", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("events", BigInteger),
    Column("bytes", BigInteger),
    Column("why", Text, nullable=False),
    Column("begun_at", DateTime(timezone=True), nullable=False),
    Column("touched_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
)
"""`state` is wanted, running, done or failed; one that was not touched for a while lost its maker. No event: that it
was made stands in the journal.
"""
