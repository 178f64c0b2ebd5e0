from sqlalchemy import Column, Date, Index, Integer, Numeric, Table, Text

from services.contract.tables import metadata

einvoices = Table(
    "einvoices",
    metadata,
    Column("einvoice_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False),
    Column("counterparty_id", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("colour", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("invoice_id", Text, nullable=False, index=True),
    Column("credit_id", Text),
    Column("blue_number", Text),
    Column("confirmation", Text),
    Column("form", Text, nullable=False),
    Column("file_id", Text, nullable=False),
    Column("tax", Numeric, nullable=False),
    Column("gross", Numeric, nullable=False),
    Column("given_back", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("finding", Text),
    Column("deduction", Text, nullable=False),
    Column("period", Text),
    Column("version", Integer, nullable=False),
    Index("einvoices_deduction", "deduction", "period"),
)
"""`period` is the month in which the tax was claimed."""
