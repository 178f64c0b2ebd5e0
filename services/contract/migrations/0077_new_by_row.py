"""Which row of an import told how much that was new of a contract that was here."""

from services.contract.imports.tables import NEW
from shared.migrations.steps import Migration

revision = "0077"
down_revision = "0076"


def upgrade(m: Migration) -> None:
    for name in NEW:
        m.sql(f"ALTER TABLE import_records ADD COLUMN IF NOT EXISTS {name} integer NOT NULL DEFAULT 0")
