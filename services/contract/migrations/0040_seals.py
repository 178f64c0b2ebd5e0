"""The register of seals, as the portal keeps it; why a signature was declined or a signing voided."""

from services.contract.seal.tables import seal_keepers, seals, unit_entities
from shared.migrations.steps import Migration

revision = "0040"
down_revision = "0039"


def upgrade(m: Migration) -> None:
    m.create(seals, seal_keepers, unit_entities)
    for table in ("signings", "signing_signatories"):
        m.sql(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS sealed bytea")
