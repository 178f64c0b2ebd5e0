"""What is owed in things stands beside what is owed in money; an order may name its clause."""

from shared.migrations.steps import Migration

revision = "0065"
down_revision = "0064"


def upgrade(m: Migration) -> None:
    done = "done numeric NOT NULL DEFAULT 0"
    m.sql(f"ALTER TABLE obligations ADD COLUMN IF NOT EXISTS thing jsonb, ADD COLUMN IF NOT EXISTS {done}")
    m.sql("ALTER TABLE orders ADD COLUMN IF NOT EXISTS clause text, ADD COLUMN IF NOT EXISTS phase text")
