from sqlalchemy import Boolean, Column, DateTime, Integer, LargeBinary, Table, Text

from services.contract.tables import metadata

comments = Table(
    "contract_comments",
    metadata,
    Column("comment_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False),
    Column("text_hash", Text, nullable=False),
    Column("clause", Text, nullable=False),
    Column("reply_to", Text),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("resolved", Boolean, nullable=False),
    Column("sealed", LargeBinary),
    Column("version", Integer, nullable=False),
)
"""Of the contract's unit, whoever made them; what they say is sealed."""
