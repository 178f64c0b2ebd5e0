"""Grades of credit with the scores behind them, and the schemes that were laid down."""

from sqlalchemy import Column, Date, DateTime, Integer, Numeric, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.scoring.tables import metadata

credit_grades = Table(
    "credit_grades",
    metadata,
    Column("customer_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("grade", Text, nullable=False),
    Column("before", Text),
    Column("total", Numeric, nullable=False),
    Column("graded_on", Date, nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("version", Integer, nullable=False),
)
"""The grade that was given last, whether it still holds or not."""

credit_scores = Table(
    "credit_scores",
    metadata,
    Column("customer_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("scheme_from", Date, nullable=False),
    Column("indicators", JSONB, nullable=False),
    Column("total", Numeric, nullable=False),
    Column("hard", Text),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
)

credit_schemes = Table(
    "credit_schemes",
    metadata,
    Column("version", Integer, primary_key=True),
    Column("from_on", Date, nullable=False),
    Column("scheme", JSONB, nullable=False),
)
"""Reference data of the whole installation, in the order in which it was laid down."""
