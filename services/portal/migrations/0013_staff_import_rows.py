"""What came of each row of an import of staff, and of whom it is."""

from services.portal.staff_import.tables import staff_import_rows
from shared.migrations.steps import Migration

revision = "0013"
down_revision = "0012"


def upgrade(m: Migration) -> None:
    m.create(staff_import_rows)
    m.protect(staff_import_rows)
