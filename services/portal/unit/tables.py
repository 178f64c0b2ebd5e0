"""The organisation as the portal shows it: as it stands, as it stood by date, and what waits for its day."""

from typing import Final

from sqlalchemy import Boolean, Column, Date, DateTime, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.portal.tables import metadata

organisation: Final = Table(
    "organisation",
    metadata,
    Column("unit_id", Text, primary_key=True),
    Column("parent_id", Text),
    Column("name", Text, nullable=False),
    Column("code", Text),
    Column("kind", Text, nullable=False),
    Column("legal_entity", JSONB(none_as_null=True)),
    Column("active", Boolean, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("version", Integer, nullable=False),
)

unit_codes: Final = Table(
    "unit_codes",
    metadata,
    Column("code", Text, primary_key=True),
    Column("unit_id", Text, nullable=False, unique=True),
)
"""Whose each short code is, for whoever gives one: no two units go by the same, seen or not."""

unit_places: Final = Table(
    "unit_places",
    metadata,
    Column("unit_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("effective_on", Date, nullable=False),
    Column("parent_id", Text),
    Column("change_id", Text),
)
"""Where a unit hung and, with the `change_id` of what waits, will hang. On a day counts what is planned for it or for
a day before it, the latest; else what was said last of a day up to it.
"""

unit_entities: Final = Table(
    "unit_entities",
    metadata,
    Column("unit_id", Text, primary_key=True),
    Column("effective_on", Date, primary_key=True),
    Column("legal_entity_id", Text, index=True),
    Column("version", Integer, nullable=False),
)
"""What a unit itself was assigned to, each until the next."""

planned_changes: Final = Table(
    "planned_changes",
    metadata,
    Column("unit_id", Text, primary_key=True),
    Column("change_id", Text, primary_key=True),
    Column("effective_on", Date, nullable=False, index=True),
    Column("parent_id", Text),
    Column("name", Text),
    Column("code", Text),
    Column("kind", Text),
    Column("active", Boolean),
    Column("lapsed", Text),
    Column("actor", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
)
"""What waits, and (with the reason in `lapsed`) what could not take effect when its day came."""
