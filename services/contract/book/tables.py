from sqlalchemy import Boolean, Column, Date, Index, Integer, Numeric, Table, Text, text

from services.contract.tables import metadata

bookings = Table(
    "bookings",
    metadata,
    Column("contract_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("of", Text),
    Column("clause", Text),
    Column("phase", Text),
    Column("invoice_id", Text),
    Column("amount", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("opening", Boolean, nullable=False, server_default="false"),
    Index("bookings_day", "effective_on"),
    Index("bookings_invoice", "invoice_id", postgresql_where=text("invoice_id IS NOT NULL")),
)
"""Every booking of every ledger, `version` in the ledger's stream: what postings are made of."""

closed_periods = Table(
    "closed_periods",
    metadata,
    Column("book_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("book", Text, nullable=False),
    Column("period", Text, nullable=False),
    Index("closed_periods_of", "book", "unit_id"),
)
"""`version` in the book's stream tells from where in the store on a booking is too late for the period. A period
closed above holds for the units below, so that all of them see it.
"""
