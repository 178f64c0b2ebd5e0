from sqlalchemy import Column, Date, Index, Integer, Numeric, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.tables import metadata

bills = Table(
    "bills",
    metadata,
    Column("bill_id", Text, primary_key=True),
    Column("root_id", Text, nullable=False),
    Column("of", Text),
    Column("contract_id", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False),
    Column("counterparty_id", Text, nullable=False),
    Column("number", Text, nullable=False, index=True),
    Column("acceptor", Text, nullable=False),
    Column("acceptor_name", Text, nullable=False),
    Column("amount", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("covers", JSONB, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("matures_on", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("endorsee_id", Text),
    Column("payment_id", Text, index=True),
    Column("bank", Text),
    Column("version", Integer, nullable=False),
    Index("bills_maturing", "state", "matures_on"),
)
"""`covers` are the invoices it covers, each with its amount; `payment_id` is what it paid when it was passed on."""
