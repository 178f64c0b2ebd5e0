from sqlalchemy import Boolean, Column, Date, Integer, Numeric, Table, Text

from services.contract.tables import metadata

service_levels = Table(
    "service_levels",
    metadata,
    Column("master_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("measure", Text, nullable=False),
    Column("sense", Text, nullable=False),
    Column("scale", Text, nullable=False),
    Column("target", Numeric),
    Column("effective_on", Date, nullable=False),
)
"""Everything that was agreed; of one region, measure and day what was said last holds."""

service_results = Table(
    "service_results",
    metadata,
    Column("master_id", Text, primary_key=True),
    Column("region", Text, primary_key=True),
    Column("measure", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("value", Numeric, nullable=False),
    Column("cases", Integer, nullable=False),
    Column("sense", Text, nullable=False),
    Column("target", Numeric, nullable=False),
    Column("met", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)
"""What was measured of each month, as it was said last."""
