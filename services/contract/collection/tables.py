from sqlalchemy import Boolean, Column, Date, Index, Integer, LargeBinary, Numeric, Table, Text

from services.contract.tables import metadata

arrears = Table(
    "arrears",
    metadata,
    Column("contract_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("counterparty_id", Text, nullable=False),
    Column("level", Integer, nullable=False),
    Column("days_past_due", Integer, nullable=False),
    Column("overdue", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("oldest_due_on", Date),
    Column("limitation_on", Date),
    Column("since_on", Date, nullable=False),
    Index("arrears_level", "level", postgresql_where="level > 0"),
)
"""Contracts in arrears, as they stood when their level last changed."""

pauses = Table(
    "arrears_pauses",
    metadata,
    Column("pause_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False),
    Column("invoice_id", Text),
    Column("kind", Text, nullable=False),
    Column("from_on", Date, nullable=False),
    Column("until_on", Date),
    Column("outcome", Text),
    Column("sealed", LargeBinary),
)
"""Days that do not count: disputes, and what was agreed."""

promises = Table(
    "arrears_promises",
    metadata,
    Column("promise_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False),
    Column("amount", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("promised_on", Date, nullable=False),
    Column("pay_by", Date, nullable=False),
    Column("outcome", Text),
    Column("paid", Numeric),
)

charges = Table(
    "arrears_interest",
    metadata,
    Column("interest_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False),
    Column("invoice_id", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("days", Integer, nullable=False),
    Column("interest", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
)

demands = Table(
    "arrears_demands",
    metadata,
    Column("contract_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("provable", Boolean, nullable=False),
    Column("amount", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
)

write_offs = Table(
    "arrears_write_offs",
    metadata,
    Column("write_off_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False),
    Column("invoice_id", Text, nullable=False),
    Column("approval_id", Text, nullable=False),
    Column("amount", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("sealed", LargeBinary),
    Column("effective_on", Date, nullable=False),
)

confirmations = Table(
    "balance_confirmations",
    metadata,
    Column("confirmation_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("balance", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("answer_by", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("answered", Numeric),
    Column("file_id", Text),
)

impairments = Table(
    "impairments",
    metadata,
    Column("contract_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("invoice_id", Text),
    Column("clause", Text),
    Column("phase", Text),
    Column("amount", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
)
"""What the books think of claims, `version` in the stream of the arrears."""

PROJECTED = (arrears, pauses, promises, charges, demands, write_offs, confirmations, impairments)
