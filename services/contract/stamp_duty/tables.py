from sqlalchemy import Column, Date, Index, Integer, Numeric, Table, Text

from services.contract.tables import metadata

stamp_duties = Table(
    "stamp_duties",
    metadata,
    Column("contract_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("legal_entity_id", Text),
    Column("counterparty_id", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("type_code", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("base", Numeric, nullable=False),
    Column("rate", Numeric, nullable=False),
    Column("duty", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
    Index("stamp_duties_day", "effective_on"),
)
"""Each time a contract made duty due; `version` in the stream of its duty."""

deferred_duties = Table(
    "deferred_duties",
    metadata,
    Column("contract_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("legal_entity_id", Text),
    Column("counterparty_id", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("type_code", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
)
"""Contracts without an amount: duty is due on what their invoices settle."""
