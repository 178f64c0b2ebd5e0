from sqlalchemy import ARRAY, Column, Date, Integer, Numeric, Table, Text

from services.contract.tables import metadata

schemes = Table(
    "ageing_schemes",
    metadata,
    Column("ageing_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("from_on", Date, nullable=False),
    Column("buckets", ARRAY(Integer), nullable=False),
    Column("levels", ARRAY(Integer), nullable=False),
    Column("losses", ARRAY(Numeric), nullable=False),
    Column("grace_days", Integer, nullable=False),
    Column("limitation_years", Integer, nullable=False),
)
"""Reference data of the whole installation, in the order in which it was laid down."""
