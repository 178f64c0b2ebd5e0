"""Who works here, and which roles they hold."""

from typing import Final

from sqlalchemy import ARRAY, Boolean, Column, Date, Integer, LargeBinary, Table, Text, false

from services.portal.tables import metadata

staff: Final = Table(
    "staff",
    metadata,
    Column("staff_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("sealed", LargeBinary),
    Column("second_factor", Boolean, nullable=False, server_default=false()),
    Column("unused_since", Date),
    Column("leaves_on", Date),
    Column("version", Integer, nullable=False),
)

staff_found: Final = Table(
    "staff_found",
    metadata,
    Column("token", LargeBinary, primary_key=True),
    Column("staff_id", Text, primary_key=True, index=True),
    Column("unit_id", Text, nullable=False),
)
"""Keyed tokens of names and logins. They say nothing without the key and go at erasure."""

roles_held: Final = Table(
    "roles_held",
    metadata,
    Column("staff_id", Text, primary_key=True),
    Column("role", Text, primary_key=True),
    Column("unit_id", Text, primary_key=True),
    Column("permissions", ARRAY(Text), nullable=False),
    Column("until", Date),
)
