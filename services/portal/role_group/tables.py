"""The groups of roles there are."""

from typing import Final

from sqlalchemy import ARRAY, Boolean, Column, Integer, Table, Text

from services.portal.tables import metadata

role_groups: Final = Table(
    "role_groups",
    metadata,
    Column("code", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)
