from sqlalchemy import Boolean, Column, Date, Index, Integer, Numeric, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.rows import open_index, open_item
from services.contract.tables import metadata

invoices = Table(
    "invoices",
    metadata,
    Column("invoice_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False),
    Column("order_id", Text),
    Column("counterparty_id", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("net", Numeric, nullable=False),
    Column("tax", Numeric, nullable=False),
    Column("gross", Numeric, nullable=False),
    Column("tax_known", Boolean, nullable=False, server_default="true"),
    Column("taxes", JSONB, nullable=False, server_default="[]"),
    Column("settled", Numeric, nullable=False),
    Column("credited", Numeric, nullable=False, server_default="0"),
    Column("retained", Numeric, nullable=False, server_default="0"),
    Column("moved_on", Date),
    Column("currency", Text, nullable=False),
    Column("clause", Text, nullable=False),
    Column("phase", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("version", Integer, nullable=False),
    open_item("gross - credited - retained", "settled"),
    open_index("invoices"),
    Index("invoices_by_number", "number"),
    Index("invoices_moved", "moved_on"),
    Index("invoices_number", "direction", "counterparty_id", "number", unique=True),
)

"""`moved_on` is the last day from which on something changed of what is open: up to it the open amount is what it is
now.
"""

credit_notes = Table(
    "credit_notes",
    metadata,
    Column("credit_id", Text, primary_key=True),
    Column("invoice_id", Text, nullable=False, index=True),
    Column("contract_id", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("counterparty_id", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("confirmation", Text),
    Column("net", Numeric, nullable=False),
    Column("tax", Numeric, nullable=False),
    Column("gross", Numeric, nullable=False),
    Column("taxes", JSONB, nullable=False, server_default="[]"),
    Column("currency", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
    Index("credit_notes_number", "direction", "counterparty_id", "number", unique=True),
)
