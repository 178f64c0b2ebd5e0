from sqlalchemy import Boolean, Column, Date, Index, Integer, LargeBinary, Numeric, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.tables import metadata

requirements = Table(
    "order_requirements",
    metadata,
    Column("order_id", Text, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("contract_id", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("counterparty_id", Text, nullable=False),
    Column("grade", Text, nullable=False),
    Column("specification", Text),
    Column("use", Text),
    Column("plan_id", Text),
    Column("plan_version", Integer),
    Column("parameters", JSONB, nullable=False),
    Column("control_points", JSONB, nullable=False),
    Column("files", JSONB, nullable=False),
    Column("sealed", LargeBinary),
    Column("effective_on", Date, nullable=False),
    Column("version", Integer, nullable=False),
)

batches = Table(
    "order_batches",
    metadata,
    Column("order_id", Text, primary_key=True),
    Column("batch", Text, primary_key=True),
    Column("line", Integer, nullable=False),
    Column("contract_id", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("counterparty_id", Text, nullable=False),
    Column("grade", Text, nullable=False),
    Column("quantity", Numeric, nullable=False),
    Column("actual", JSONB, nullable=False),
    Column("defects", JSONB, nullable=False),
    Column("deviations", JSONB, nullable=False),
    Column("objected", JSONB, nullable=False),
    Column("held", Boolean, nullable=False),
    Column("decision", Text),
    Column("concession", Text),
    Column("sealed", LargeBinary),
    Column("measured_on", Date, nullable=False),
    Column("measured_by", Text),
    Column("decided_on", Date),
    Column("decided_by", Text),
    Column("version", Integer, nullable=False),
    Index("order_batches_held", "unit_id", postgresql_where=text("held AND decision IS NULL")),
)
"""`sealed` is why a batch that was held was decided on as it was."""
