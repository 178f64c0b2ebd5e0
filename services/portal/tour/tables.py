from typing import Final

from sqlalchemy import Boolean, Column, DateTime, Integer, Table, Text

from services.portal.tables import metadata

tours: Final = Table(
    "tours",
    metadata,
    Column("staff_id", Text, primary_key=True),
    Column("step", Integer, nullable=False),
    Column("over", Boolean, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)
"""How far each person is in the tour: a liking of theirs, no event, and no part of a rebuild."""
