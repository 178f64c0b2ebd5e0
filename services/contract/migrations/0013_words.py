"""What people say in their own words lies sealed beside the events; the tables that kept it go."""

from shared.migrations.steps import Migration

revision = "0013"
down_revision = "0012"

KEPT = ("contract_reasons", "standard_clause_reasons", "template_reasons", "waiver_reasons", "party_reasons")


def upgrade(m: Migration) -> None:
    for table in KEPT:
        m.sql(f"DROP TABLE IF EXISTS {table}")
    m.sql("ALTER TABLE waivers ADD COLUMN IF NOT EXISTS sealed bytea")
    m.sql("ALTER TABLE waivers DROP COLUMN IF EXISTS reason_hash")
