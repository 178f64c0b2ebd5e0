"""Legal entities, and what each has: books, seals, bank accounts."""

from typing import Final

from sqlalchemy import Column, Date, Integer, LargeBinary, Table, Text

from services.portal.tables import metadata

legal_entities: Final = Table(
    "legal_entities",
    metadata,
    Column("legal_entity_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("tax_number", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("deregistered_on", Date),
    Column("version", Integer, nullable=False),
)
"""What stands in a public register: read by whoever may read entities, whichever unit looks after one."""

books: Final = Table(
    "books",
    metadata,
    Column("legal_entity_id", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("fiscal_year_start", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("until", Date),
)

seals: Final = Table(
    "company_seals",
    metadata,
    Column("legal_entity_id", Text, primary_key=True),
    Column("seal_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("keeper_id", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("until", Date),
)

bank_accounts: Final = Table(
    "bank_accounts",
    metadata,
    Column("legal_entity_id", Text, primary_key=True),
    Column("account_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("bank", Text, nullable=False),
    Column("bank_code", Text),
    Column("ending", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("until", Date),
    Column("sealed", LargeBinary),
)
"""The number lies in `sealed`; what is shown without asking for it are its last four characters."""
