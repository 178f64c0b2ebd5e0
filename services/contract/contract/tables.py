from sqlalchemy import ARRAY, Boolean, Column, Date, Index, Integer, LargeBinary, Numeric, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.tables import metadata

contracts = Table(
    "contracts",
    metadata,
    Column("contract_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False, index=True),
    Column("type_id", Text),
    Column("type_code", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("owner_id", Text, nullable=False),
    Column("counterparty_id", Text, nullable=False, index=True),
    Column("number", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("approval_id", Text),
    Column("template_id", Text),
    Column("amount_kind", Text, nullable=False),
    Column("amount", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("lines", JSONB, nullable=False),
    Column("plan", JSONB, nullable=False),
    Column("term_from", Date),
    Column("term_to", Date),
    Column("signed_on", Date),
    Column("effective_on", Date),
    Column("signing_order", ARRAY(Text), nullable=False),
    Column("signed_by", ARRAY(Text), nullable=False),
    Column("text_hash", Text),
    Column("amends", Text),
    Column("renewal", JSONB(none_as_null=True)),
    Column("master", JSONB(none_as_null=True)),
    Column("under", Text),
    Column("country", Text),
    Column("work_begun_on", Date),
    Column("notice_by", Date),
    Column("ended_on", Date),
    Column("shelf", Text),
    Column("keep_until", Date),
    Column("retention_ended", Boolean, nullable=False, server_default="false"),
    Column("source", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("contracts_under", "under", postgresql_where=text("under IS NOT NULL")),
    Index("contracts_amends", "amends", postgresql_where=text("amends IS NOT NULL")),
    Index("contracts_number", "number", unique=True, postgresql_where=text("number <> '' AND source = ''")),
    Index("contracts_source", "source", "source_id", unique=True, postgresql_where=text("source <> ''")),
)

contract_holds = Table(
    "contract_holds",
    metadata,
    Column("hold_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False),
    Column("placed_on", Date, nullable=False),
    Column("released_on", Date),
)
"""Why nothing of a contract is destroyed, whatever its retention period says."""

imported_amendments = Table(
    "imported_amendments",
    metadata,
    Column("contract_id", Text, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("source_amendment_id", Text),
    Column("amended_on", Date),
    Column("release_before", Text),
    Column("release_after", Text),
    Column("sealed", LargeBinary),
)
"""How contracts were amended where they came from; why, and what was changed, is sealed."""

contract_texts = Table(
    "contract_texts",
    metadata,
    Column("contract_id", Text, primary_key=True),
    Column("hash", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("document", JSONB(none_as_null=True)),
)
"""The words of every version by their hash; kept outside the events and not rebuilt from them."""
