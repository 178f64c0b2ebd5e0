from sqlalchemy import Boolean, Column, Date, Index, Integer, LargeBinary, Numeric, Table, Text

from services.contract.tables import metadata

statements = Table(
    "statements",
    metadata,
    Column("statement_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False, index=True),
    Column("account", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("repeated", Integer, nullable=False),
    Column("matched", Integer, nullable=False),
    Column("first_on", Date),
    Column("last_on", Date),
    Column("version", Integer, nullable=False),
)

line_matches = Table(
    "line_matches",
    metadata,
    Column("statement_id", Text, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("payment_id", Text, nullable=False, unique=True),
    Column("counterparty_id", Text, nullable=False),
    Column("by_rule", Boolean, nullable=False),
)
"""A line is matched once, and so is a payment."""

bank_lines = Table(
    "bank_lines",
    metadata,
    Column("statement_id", Text, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("booked_on", Date, nullable=False),
    Column("way", Text, nullable=False),
    Column("amount", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("payer", Text, nullable=False),
    Column("known_by", Text, nullable=False),
    Index("bank_lines_once", "unit_id", "account", "known_by", unique=True),
    Index("bank_lines_payer", "payer"),
)
"""What the bank said, its words sealed under the statement's key; kept outside the events and not rebuilt from them.
`payer` is a digest of who is on the other side, `known_by` one of the line, so that no line is taken twice.
"""
