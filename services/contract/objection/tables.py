from sqlalchemy import Column, Date, Index, Integer, LargeBinary, Table, Text

from services.contract.tables import metadata

objections = Table(
    "objections",
    metadata,
    Column("objection_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("counterparty_id", Text, nullable=False),
    Column("order_id", Text),
    Column("grade", Text, nullable=False),
    Column("specification", Text),
    Column("defect", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("sealed", LargeBinary),
    Column("sealed_answer", LargeBinary),
    Column("effective_on", Date, nullable=False),
    Column("answered_on", Date),
    Column("version", Integer, nullable=False),
    Index("objections_grade", "grade", "counterparty_id"),
)
"""`state` is raised, upheld or rejected."""
