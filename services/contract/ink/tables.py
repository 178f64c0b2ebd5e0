from sqlalchemy import Column, Date, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.tables import metadata

scans = Table(
    "signed_scans",
    metadata,
    Column("scan_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False, index=True),
    Column("file_id", Text, nullable=False),
    Column("file_hash", Text, nullable=False),
    Column("text_hash", Text, nullable=False),
    Column("signatures", JSONB, nullable=False),
    Column("signed_on", Date, nullable=False),
    Column("registered_by", Text, nullable=False),
    Column("verdict", Text),
    Column("checked_by", Text),
    Column("version", Integer, nullable=False),
)
