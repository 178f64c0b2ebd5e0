"""What an import brought of each unit, and how many contracts it found amended."""

from services.contract.imports.tables import units_brought
from shared.migrations.steps import Migration

revision = "0074"
down_revision = "0073"


def upgrade(m: Migration) -> None:
    m.create(units_brought)
    m.protect(units_brought)
    m.sql("ALTER TABLE import_progress ADD COLUMN IF NOT EXISTS amended integer NOT NULL DEFAULT 0")
