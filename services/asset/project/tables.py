"""Projects and the costs they gathered."""

from sqlalchemy import Column, Date, Integer, LargeBinary, Numeric, Table, Text

from services.asset.tables import metadata

projects = Table(
    "projects",
    metadata,
    Column("project_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("contract_id", Text, index=True),
    Column("stage", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("booked", Numeric, nullable=False),
    Column("estimated", Numeric),
    Column("actual", Numeric),
    Column("opened_on", Date, nullable=False),
    Column("version", Integer, nullable=False),
)

project_costs = Table(
    "project_costs",
    metadata,
    Column("project_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("contract_id", Text, index=True),
    Column("order_id", Text),
    Column("delivery_id", Text),
    Column("acceptance_id", Text),
    Column("line", Integer, nullable=False),
    Column("supplier_id", Text),
    Column("kind", Text, nullable=False),
    Column("sealed", LargeBinary),
    Column("amount", Numeric, nullable=False),
    Column("booked_on", Date, nullable=False),
)
"""One row a cost; `version` is where it stands in its project's stream; what it is for lies sealed."""
