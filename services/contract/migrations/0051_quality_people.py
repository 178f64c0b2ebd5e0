"""Who measured goods, and who let them go."""

from shared.migrations.steps import Migration

revision = "0051"
down_revision = "0050"


def upgrade(m: Migration) -> None:
    m.sql(
        "ALTER TABLE order_batches ADD COLUMN IF NOT EXISTS measured_by text",
        "ALTER TABLE order_batches ADD COLUMN IF NOT EXISTS decided_by text",
    )
