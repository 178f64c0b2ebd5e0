from sqlalchemy import ARRAY, Column, Date, Integer, Numeric, Table, Text

from services.contract.tables import metadata

authorities = Table(
    "signing_authorities",
    metadata,
    Column("authority_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False, index=True),
    Column("basis", Text, nullable=False),
    Column("person", Text, nullable=False, index=True),
    Column("type_codes", ARRAY(Text), nullable=False),
    Column("directions", ARRAY(Text), nullable=False),
    Column("ceiling", Numeric),
    Column("currency", Text),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    Column("revoked_on", Date),
    Column("granted_by", Text, nullable=False),
    Column("version", Integer, nullable=False),
)
