"""What approvers say, and remarks on clauses, lie sealed beside the events; the tables that kept them go."""

from shared.migrations.steps import Migration

revision = "0060"
down_revision = "0059"


def upgrade(m: Migration) -> None:
    m.sql("ALTER TABLE approval_decisions ADD COLUMN IF NOT EXISTS sealed bytea")
    m.sql("ALTER TABLE approval_decisions DROP COLUMN IF EXISTS comment_hash")
    m.sql("ALTER TABLE contract_comments ADD COLUMN IF NOT EXISTS sealed bytea")
    m.sql("ALTER TABLE contract_comments DROP COLUMN IF EXISTS words_hash")
    m.sql("DROP TABLE IF EXISTS approval_words, contract_comment_words")
