from sqlalchemy import Column, Date, Index, Integer, Numeric, Table, Text

from services.contract.tables import metadata

guarantees = Table(
    "guarantees",
    metadata,
    Column("guarantee_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False),
    Column("counterparty_id", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("given_by", Text, nullable=False),
    Column("issuer", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("amount", Numeric, nullable=False),
    Column("left", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("guarantees_ending", "state", "expires_on"),
)
