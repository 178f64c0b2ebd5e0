"""Since when the offices are held by separate persons: one row, or none."""

from typing import Final

from sqlalchemy import Column, Date, DateTime, Table, Text

from services.portal.tables import metadata

separations: Final = Table(
    "separations",
    metadata,
    Column("separation_id", Text, primary_key=True),
    Column("effective_on", Date, nullable=False),
    Column("separated_at", DateTime(timezone=True), nullable=False),
    Column("separated_by", Text, nullable=False),
)
