"""The seals of legal entities with their keepers, and which entity a unit belongs to: the words of the portal."""

from sqlalchemy import Column, Date, Table, Text

from services.contract.tables import metadata

seals = Table(
    "seals",
    metadata,
    Column("seal_id", Text, primary_key=True),
    Column("legal_entity_id", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("registered_on", Date, nullable=False),
    Column("destroyed_on", Date),
)

seal_keepers = Table(
    "seal_keepers",
    metadata,
    Column("seal_id", Text, primary_key=True),
    Column("effective_on", Date, primary_key=True),
    Column("keeper_id", Text, nullable=False),
)

unit_entities = Table(
    "unit_entities",
    metadata,
    Column("unit_id", Text, primary_key=True),
    Column("effective_on", Date, primary_key=True),
    Column("legal_entity_id", Text),
)
"""A unit that says nothing of its own belongs to the entity of the unit above it."""
