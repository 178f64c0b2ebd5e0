"""The contracts of a unit are found by the days on which they were concluded."""

from shared.migrations.steps import Migration

revision = "0058"
down_revision = "0057"


def upgrade(m: Migration) -> None:
    m.sql(
        "CREATE INDEX contracts_concluded ON contracts"
        " (unit_id, (CASE WHEN signed_on IS NULL THEN effective_on ELSE signed_on END))"
    )
