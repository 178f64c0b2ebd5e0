from sqlalchemy import Column, Date, Index, Integer, Table, Text

from services.contract.tables import metadata

copies = Table(
    "contract_copies",
    metadata,
    Column("copies_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("seal_use_id", Text),
    Column("responsible", Text, nullable=False),
    Column("count", Integer, nullable=False),
    Column("left", Integer, nullable=False),
    Column("handed_out_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("chased", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Index("contract_copies_due", "left", "due_on"),
)
"""Copies that are out of the house or the archive; `left` of them are still."""
