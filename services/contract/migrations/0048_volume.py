"""What is open of a million contracts, and titles, are found by an index."""

from services.contract.figures.functions import FIND, TITLES
from shared.migrations.steps import Migration

revision = "0048"
down_revision = "0047"


def upgrade(m: Migration) -> None:
    m.sql(
        "CREATE INDEX IF NOT EXISTS obligations_not_met ON obligations (direction, due_on) WHERE met_on IS NULL",
        "CREATE INDEX IF NOT EXISTS obligations_met ON obligations (met_on) WHERE met_on IS NOT NULL",
        "DROP INDEX IF EXISTS contracts_title",
    )
    m.run((TITLES, FIND))
