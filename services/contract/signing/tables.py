from sqlalchemy import BigInteger, Boolean, Column, DateTime, Integer, LargeBinary, Table, Text

from services.contract.tables import metadata

signings = Table(
    "signings",
    metadata,
    Column("signing_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False, index=True),
    Column("owner_id", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("text_hash", Text, nullable=False),
    Column("pdf_hash", Text, nullable=False),
    Column("current_hash", Text, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("platform", Boolean, nullable=False, server_default="false"),
    Column("sealed", LargeBinary),
    Column("version", Integer, nullable=False),
)
"""`sealed` is why it was voided; `platform`: a signing platform asks for the signatures."""

signatories = Table(
    "signing_signatories",
    metadata,
    Column("signing_id", Text, primary_key=True),
    Column("signatory_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("need", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    Column("side", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("person", Text, index=True),
    Column("role", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("times", Integer, nullable=False),
    Column("reminders", Integer, nullable=False),
    Column("sent_at", DateTime(timezone=True)),
    Column("opened_at", DateTime(timezone=True)),
    Column("answered_at", DateTime(timezone=True)),
    Column("expires_at", DateTime(timezone=True)),
    Column("authority_id", Text),
    Column("authentication", Text),
    Column("level", Text),
    Column("hash_before", Text),
    Column("hash_after", Text),
    Column("sealed", LargeBinary),
)
"""`sealed` is why they declined, the last time they did."""

hashes = Table(
    "signing_hashes",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("signing_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("part", Text, nullable=False),
)
"""The hash of a signing's file before and after each signature: by it a file is known again. `part` is what came last:
nothing yet, a signatory's signature, the seal.
"""

documents = Table(
    "signing_documents",
    metadata,
    Column("signing_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
"""The file as it stands, sealed under the signing's own key; what it was before each signature is its beginning. Kept
outside the events and not rebuilt from them.
"""

ways = Table(
    "signing_ways",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("signing_id", Text, nullable=False),
    Column("signatory_id", Text, nullable=False, unique=True),
    Column("contract_id", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
)
"""The one way in of somebody without an account: the SHA-256 of their token. Gone once they answered. Kept outside the
events and not rebuilt from them.
"""

addresses = Table(
    "signing_addresses",
    metadata,
    Column("signing_id", Text, primary_key=True),
    Column("signatory_id", Text, primary_key=True),
    Column("deed", Text, primary_key=True),
    Column("contract_id", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)
"""From which address a signatory last opened, signed or declined, sealed under the signatory's own key. Kept outside
the events and not rebuilt from them.
"""

PROJECTED = (signings, signatories, hashes)
BESIDE = (documents, ways, addresses)
