from sqlalchemy import Column, LargeBinary, Table, Text

from services.contract.tables import metadata

issuers = Table(
    "signing_issuers",
    metadata,
    Column("issuer", Text, primary_key=True),
    Column("authority", LargeBinary, nullable=False),
    Column("authority_key", LargeBinary),
    Column("clock", LargeBinary, nullable=False),
    Column("clock_key", LargeBinary, nullable=False),
)
"""Authorities that vouched for signatories and their clocks: certificates, and keys sealed under a key of their own.
The key of an authority that the settings name stays where they say. Kept outside the events and not rebuilt from them.
"""
