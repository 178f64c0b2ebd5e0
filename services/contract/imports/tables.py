from typing import Final

from sqlalchemy import Column, Date, DateTime, Integer, LargeBinary, Numeric, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.tables import metadata

NEW: Final = ("new_amendments", "new_payments", "new_milestones", "new_states")
"""What a file may tell more of a contract that was here."""
SINCE: Final = (*NEW, "differing")
"""What an import counts of contracts that were here: what was new of them, and what was said otherwise."""

imports = Table(
    "imports",
    metadata,
    Column("import_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("file_hash", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("actor", Text, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("completed_at", DateTime(timezone=True)),
    Column("currency", Text, nullable=False),
    Column("figures", JSONB(none_as_null=True)),
)

progress = Table(
    "import_progress",
    metadata,
    Column("import_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("imported", Integer, nullable=False),
    Column("amended", Integer, nullable=False, server_default="0"),
    Column("unchanged", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("warnings", Integer, nullable=False),
    Column("retries", Integer, nullable=False),
    *(Column(name, Integer, nullable=False, server_default="0") for name in SINCE),
)
"""Where a run stands; moved in the transaction of each slice, so that a killed run goes on behind its last slice."""

chunks = Table(
    "import_chunks",
    metadata,
    Column("import_id", Text, primary_key=True),
    Column("chunk", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("first_row", Integer, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
"""Rows that wait, sealed with the import's own key; gone once taken, unreadable once the import ends."""

remarks = Table(
    "import_remarks",
    metadata,
    Column("import_id", Text, primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("column", Text, nullable=False),
    Column("reason", Text, nullable=False),
)
"""Rejections and warnings by row."""

amounts = Table(
    "import_amounts",
    metadata,
    Column("import_id", Text, primary_key=True),
    Column("currency", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("amount", Numeric, nullable=False),
)
"""What an import brought, by currency, to be held against the source's own sum."""

records = Table(
    "import_records",
    metadata,
    Column("import_id", Text, primary_key=True),
    Column("result", Text, primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("contract_id", Text, nullable=False),
    Column("order_id", Text),
    Column("currency", Text),
    Column("amount", Numeric),
    Column("ordered", Numeric),
    Column("accepted", Numeric),
    Column("invoiced", Numeric),
    Column("paid", Numeric),
    *(Column(name, Integer, nullable=False, server_default="0") for name in NEW),
)
"""What each row came to that was not rejected, what it adds to the sums of its import, and how much was new in it."""

units_brought = Table(
    "import_units",
    metadata,
    Column("import_id", Text, primary_key=True),
    Column("unit_id", Text, primary_key=True),
    Column("currency", Text, primary_key=True),
    Column("rows", Integer, nullable=False),
    Column("amount", Numeric, nullable=False),
)
"""What an import brought of each unit, by currency: how many rows, and what they come to."""

openings = Table(
    "import_openings",
    metadata,
    Column("import_id", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("currency", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("amount", Numeric, nullable=False),
)
"""The opening balances that came with the contracts, by what they are of, to be held against the source's too."""
