"""What each row of an import came to."""

from services.contract.imports.tables import records
from shared.migrations.steps import Migration

revision = "0075"
down_revision = "0074"


def upgrade(m: Migration) -> None:
    m.create(records)
    m.protect(records)
