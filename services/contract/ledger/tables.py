from sqlalchemy import Boolean, Column, Numeric, Table, Text

from services.contract.tables import metadata

ledgers = Table(
    "ledgers",
    metadata,
    Column("contract_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("payment_control", Text, nullable=False),
    Column("total", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("open_ended", Boolean, nullable=False),
)

limits = Table(
    "ledger_limits",
    metadata,
    Column("contract_id", Text, primary_key=True),
    Column("clause", Text, primary_key=True),
    Column("phase", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("limit", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("instrument", Text, nullable=False, server_default="payment"),
    Column("secured", Boolean, nullable=False, server_default="false"),
)

balances = Table(
    "ledger_balances",
    metadata,
    Column("contract_id", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("clause", Text, primary_key=True),
    Column("phase", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("amount", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
)
"""What was booked of each kind under each clause and phase (empty: under none)."""
