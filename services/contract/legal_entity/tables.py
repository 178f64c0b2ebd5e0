"""What this service remembers of the legal entities of the house: what they are called."""

from sqlalchemy import Column, Table, Text

from services.contract.tables import metadata

legal_entities = Table(
    "legal_entities",
    metadata,
    Column("legal_entity_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("tax_number", Text, nullable=False),
)
