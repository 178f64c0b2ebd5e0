from sqlalchemy import Column, Date, Index, Integer, Numeric, Table, Text

from services.contract.tables import metadata

direct_debits = Table(
    "direct_debits",
    metadata,
    Column("debit_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False),
    Column("counterparty_id", Text, nullable=False),
    Column("owner_id", Text, nullable=False),
    Column("invoice_id", Text, nullable=False),
    Column("amount", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("mandate", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("bank_code", Text),
    Column("payment_id", Text),
    Column("tried_on", Date, nullable=False),
    Column("answered_on", Date),
    Column("version", Integer, nullable=False),
    Index("direct_debits_by_day", "tried_on", "debit_id"),
    Index("direct_debits_of_party", "counterparty_id", "tried_on"),
)
