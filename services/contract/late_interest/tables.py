from sqlalchemy import Column, Date, Index, Integer, Numeric, Table, Text

from services.contract.tables import metadata

interest_invoices = Table(
    "interest_invoices",
    metadata,
    Column("invoice_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False),
    Column("counterparty_id", Text, nullable=False),
    Column("clause", Text, nullable=False),
    Column("number", Text, nullable=False),
    *(Column(name, Numeric, nullable=False) for name in ("net", "tax", "gross", "owed", "covered", "difference")),
    Column("currency", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("version", Integer, nullable=False),
    Index("interest_invoices_number", "counterparty_id", "number", unique=True),
)
