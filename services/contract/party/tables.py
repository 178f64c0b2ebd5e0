from sqlalchemy import Boolean, Column, Date, Integer, LargeBinary, Table, Text

from services.contract.tables import metadata

parties = Table(
    "parties",
    metadata,
    Column("customer_id", Text, primary_key=True),
    Column("grade", Text),
    Column("graded_on", Date),
    Column("valid_until", Date),
    Column("related", Boolean, nullable=False),
    Column("blocked", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)
"""How counterparties stand, for every unit: whoever is stopped is stopped everywhere."""

party_sizes = Table(
    "party_sizes",
    metadata,
    Column("customer_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("size", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
)
"""What size counterparties said they are of, and from which day on."""

party_grades_asked = Table(
    "party_grades_asked",
    metadata,
    Column("approval_id", Text, primary_key=True),
    Column("customer_id", Text, nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("grade", Text, nullable=False),
    Column("graded_on", Date, nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("role", Text),
    Column("sealed", LargeBinary),
    Column("version", Integer, nullable=False),
)
"""Grades that were given by hand, and what was decided on them; why is sealed."""
