from sqlalchemy import Boolean, Column, Date, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.tables import metadata

quality_plans = Table(
    "quality_plans",
    metadata,
    Column("plan_id", Text, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("grade", Text, nullable=False),
    Column("specification", Text),
    Column("parameters", JSONB, nullable=False),
    Column("control_points", JSONB, nullable=False),
    Column("retired", Boolean, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("version", Integer, nullable=False),
    Index("quality_plans_grade", "grade", "specification"),
)
"""Reference data of the whole installation."""
