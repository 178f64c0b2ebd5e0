"""The organisation as the portal shows it."""

from typing import Final

from sqlalchemy import Boolean, Column, Date, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.portal.tables import metadata

organisation: Final = Table(
    "organisation",
    metadata,
    Column("unit_id", Text, primary_key=True),
    Column("parent_id", Text),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("legal_entity", JSONB(none_as_null=True)),
    Column("active", Boolean, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("version", Integer, nullable=False),
)
