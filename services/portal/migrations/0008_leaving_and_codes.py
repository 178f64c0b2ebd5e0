"""Days to come on which staff leave, what imports say anew, and short codes of units."""

from services.portal.staff_import.tables import staff_import_changes
from services.portal.unit.tables import unit_codes
from shared.migrations.steps import Migration

revision = "0008"
down_revision = "0007"


def upgrade(m: Migration) -> None:
    m.sql(
        "ALTER TABLE staff ADD COLUMN IF NOT EXISTS leaves_on date",
        "ALTER TABLE staff_imports ADD COLUMN IF NOT EXISTS changed integer NOT NULL DEFAULT 0",
        "ALTER TABLE organisation ADD COLUMN IF NOT EXISTS code text",
        "ALTER TABLE planned_changes ADD COLUMN IF NOT EXISTS code text",
    )
    m.create(staff_import_changes, unit_codes)
    m.protect(staff_import_changes)
