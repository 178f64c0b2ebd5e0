"""Transfers and what they wait for."""

from sqlalchemy import Column, Date, Integer, LargeBinary, Numeric, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.asset.tables import metadata

transfers = Table(
    "transfers",
    metadata,
    Column("transfer_id", Text, primary_key=True),
    Column("asset_id", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False, index=True),
    Column("receiver", Text, nullable=False, index=True),
    Column("stage", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("cost", Numeric, nullable=False),
    Column("approvers", JSONB, nullable=False),
    Column("approvals", JSONB, nullable=False),
    Column("sealed_reason", LargeBinary),
    Column("sealed_note", LargeBinary),
    Column("proposed_on", Date, nullable=False),
    Column("settled_on", Date),
    Column("version", Integer, nullable=False),
)
"""`unit_id` is the giver; the receiver sees the row as a participant. What was said
lies sealed: the `reason` of the proposal, and in `sealed_note` the last condition or reason stated."""
