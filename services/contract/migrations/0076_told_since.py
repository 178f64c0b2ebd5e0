"""What an import took of contracts that were here, and what it found said otherwise."""

from services.contract.imports.tables import SINCE
from shared.migrations.steps import Migration

revision = "0076"
down_revision = "0075"


def upgrade(m: Migration) -> None:
    for name in SINCE:
        m.sql(f"ALTER TABLE import_progress ADD COLUMN IF NOT EXISTS {name} integer NOT NULL DEFAULT 0")
