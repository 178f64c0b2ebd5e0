from sqlalchemy import Column, Date, Index, Integer, LargeBinary, Numeric, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.tables import metadata

concessions = Table(
    "concessions",
    metadata,
    Column("concession_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False, index=True),
    Column("checked_in", Text, nullable=False),
    Column("subject_id", Text, nullable=False),
    Column("contract_id", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("counterparty_id", Text, nullable=False),
    Column("standard_id", Text, nullable=False, index=True),
    Column("code", Text, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("least", Numeric),
    Column("most", Numeric),
    Column("state", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_on", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("decided_by", Text),
    Column("decided_on", Date),
    Column("sealed", LargeBinary),
    Column("sealed_decision", LargeBinary),
    Column("version", Integer, nullable=False),
    Index("concessions_subject", "subject_id"),
)
"""`state` is asked, granted or refused."""

batch_concessions = Table(
    "batch_concessions",
    metadata,
    Column("concession_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False, index=True),
    Column("order_id", Text, nullable=False, index=True),
    Column("contract_id", Text, nullable=False),
    Column("counterparty_id", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("batch", Text, nullable=False),
    Column("grade", Text, nullable=False),
    Column("quantity", Numeric, nullable=False),
    Column("deviations", JSONB, nullable=False),
    Column("objected", JSONB, nullable=False),
    Column("reference", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_on", Date, nullable=False),
    Column("decided_by", Text),
    Column("decided_on", Date),
    Column("sealed", LargeBinary),
    Column("sealed_decision", LargeBinary),
    Column("version", Integer, nullable=False),
)
"""Those asked for a whole batch."""
