"""Cards, their books, what happened to them by date, and every charge."""

from sqlalchemy import Boolean, Column, Date, DateTime, Index, Integer, Numeric, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from services.asset.tables import metadata

cards = Table(
    "cards",
    metadata,
    Column("asset_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False, index=True),
    Column("number", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("class_code", Text, nullable=False, index=True),
    Column("stage", Text, nullable=False),
    Column("project_id", Text, index=True),
    Column("contract_id", Text, index=True),
    Column("order_id", Text),
    Column("supplier_id", Text, index=True),
    Column("currency", Text, nullable=False),
    Column("cost", Numeric, nullable=False),
    Column("accumulated", Numeric, nullable=False),
    Column("opening", Numeric, nullable=False),
    Column("in_use", Date, nullable=False),
    Column("location", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("holder_id", Text),
    Column("transfer_id", Text),
    Column("version", Integer, nullable=False),
)
"""Amounts are those of the leading book; `opening` was charged before it came in.

`transfer_id` is the open transfer, if any.
"""

books = Table(
    "books",
    metadata,
    Column("asset_id", Text, primary_key=True),
    Column("book", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("leading", Boolean, nullable=False),
    Column("class_code", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("cost", Numeric, nullable=False),
    Column("residual", Numeric, nullable=False),
    Column("method", Text, nullable=False),
    Column("periods", Integer, nullable=False),
    Column("accumulated", Numeric, nullable=False),
    Column("charged_until", Date),
    Column("kept_until", Date),
    Column("stretches", JSONB, nullable=False),
    Column("next_on", Date),
    Column("given_by", Text),
    Column("given_until", Date),
    Index("books_due", "book", "next_on", postgresql_where=text("next_on IS NOT NULL")),
)
"""`stretches` are the planned rows not charged when last planned; charges up to `kept_until`
were made before and stay.

The giver of a transfer charges the month of it: until `given_until` the charges are `given_by`'s.
"""

card_history = Table(
    "card_history",
    metadata,
    Column("asset_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("held_by", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("what", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("class_code", Text, nullable=False),
    Column("cost", Numeric, nullable=False),
    Column("location", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("holder_id", Text),
)
"""The card after each event that changed it; charges are counted from `charges`.

`held_by` had it then, `unit_id` has it now and sees it.
"""

charges = Table(
    "charges",
    metadata,
    Column("run_id", Text, primary_key=True),
    Column("asset_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("book", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("borne_by", Text, nullable=False),
    Column("class_code", Text, nullable=False),
    Column("leading", Boolean, nullable=False),
    Column("charge", Numeric, nullable=False),
    Column("since", Date),
    Column("effective_on", Date, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Index("charges_asset", "asset_id", "effective_on"),
)
"""One row a charge, and one of the negative amount for its reversal. `unit_id` has the asset now."""
