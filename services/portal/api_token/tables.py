"""API tokens of services and partners. What they may do are grants, folded everywhere; here lies who fits them."""

from typing import Final

from sqlalchemy import ARRAY, Column, Date, DateTime, LargeBinary, Table, Text

from services.portal.tables import metadata

api_tokens: Final = Table(
    "api_tokens",
    metadata,
    Column("token_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("unit_id", Text, nullable=False, index=True),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("until", Date, nullable=False),
    Column("used_at", DateTime(timezone=True)),
    Column("revoked_at", DateTime(timezone=True)),
)
