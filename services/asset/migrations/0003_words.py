"""What people say of a transfer is kept sealed, as every word of people is."""

from shared.migrations.steps import Migration

revision = "0003"
down_revision = "0002"


def upgrade(m: Migration) -> None:
    for column in ("reason", "note"):
        m.sql(f"ALTER TABLE transfers ADD COLUMN IF NOT EXISTS sealed_{column} bytea")
        m.sql(f"ALTER TABLE transfers DROP COLUMN IF EXISTS {column}")
