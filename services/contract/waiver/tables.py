from sqlalchemy import Column, Date, Integer, Numeric, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.tables import metadata

waivers = Table(
    "waivers",
    metadata,
    Column("waiver_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False),
    Column("payment_id", Text, nullable=False, index=True),
    Column("approval_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("clause", Text, nullable=False),
    Column("phase", Text, nullable=False),
    Column("rules", JSONB, nullable=False),
    Column("limit", Numeric, nullable=False),
    Column("used", Numeric, nullable=False),
    Column("amount", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("reason_hash", Text, nullable=False),
    Column("text_hash", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

waiver_reasons = Table(
    "waiver_reasons",
    metadata,
    Column("waiver_id", Text, primary_key=True),
    Column("hash", Text, primary_key=True),
    Column("contract_id", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("words", Text, nullable=False),
)
"""Why a waiver was asked for: the words, by their hash; kept outside the events and not rebuilt from them."""
