from sqlalchemy import Column, Date, Index, Integer, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.tables import metadata

standards = Table(
    "standards",
    metadata,
    Column("standard_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False, index=True),
    Column("counterparty_id", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("grade", Text),
    Column("specification", Text),
    Column("accepted_edition", Integer),
    Column("accepted_from", Date),
    Column("ended_on", Date),
    Column("sealed", LargeBinary),
    Column("version", Integer, nullable=False),
    Index("standards_counterparty", "counterparty_id", "code"),
)
"""`edition` is the newest that came in, `accepted_edition` the one whose limits are ours."""

standard_editions = Table(
    "standard_editions",
    metadata,
    Column("standard_id", Text, primary_key=True),
    Column("edition", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("counterparty_id", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("grade", Text),
    Column("specification", Text),
    Column("limits", JSONB, nullable=False),
    Column("file_id", Text),
    Column("contract_id", Text),
    Column("effective_on", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("internal", JSONB(none_as_null=True)),
    Column("in_force_from", Date),
    Column("in_force_until", Date),
    Column("decided_by", Text),
    Column("decided_on", Date),
    Column("sealed", LargeBinary),
    Column("sealed_reason", LargeBinary),
    Index("standard_editions_counterparty", "counterparty_id", "in_force_from"),
)
"""`state` is received, accepted or declined; `internal` are our limits, in force from a day until before another."""

limit_checks = Table(
    "limit_checks",
    metadata,
    Column("checked_in", Text, primary_key=True),
    Column("subject_id", Text, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("standard_id", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("contract_id", Text, nullable=False),
    Column("counterparty_id", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("concession_id", Text),
    Column("checked_on", Date, nullable=False),
    Index("limit_checks_standard", "standard_id"),
)
"""The last check of a line of an order, or of an agreement (line 0)."""
