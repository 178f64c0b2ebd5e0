"""What approvers say lies sealed beside the events; the table that kept it goes."""

from shared.migrations.steps import Migration

revision = "0010"
down_revision = "0009"


def upgrade(m: Migration) -> None:
    m.sql("ALTER TABLE approval_decisions ADD COLUMN IF NOT EXISTS sealed bytea")
    m.sql("ALTER TABLE approval_decisions DROP COLUMN IF EXISTS comment_hash")
    m.sql("DROP TABLE IF EXISTS approval_words")
