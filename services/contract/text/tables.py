from sqlalchemy import Column, Table, Text

from services.contract.tables import metadata

clause_texts = Table(
    "clause_texts",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("words", Text, nullable=False),
)
"""The words of clauses by their hash; kept outside the events and not rebuilt from them."""
