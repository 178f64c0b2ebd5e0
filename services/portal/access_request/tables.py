"""Who asked for which access, and (sealed) why."""

from typing import Final

from sqlalchemy import Column, Date, DateTime, Index, Integer, LargeBinary, Table, Text

from services.portal.tables import metadata

access_requests: Final = Table(
    "access_requests",
    metadata,
    Column("request_id", Text, primary_key=True),
    Column("staff_id", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("until", Date, nullable=False),
    Column("sealed", LargeBinary),
    Column("approval_id", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("settled_at", DateTime(timezone=True)),
    Column("settled_by", Text),
    Column("version", Integer, nullable=False),
    Index("access_requests_of", "staff_id", "request_id"),
)
