"""Contracts imported before have deadlines of their terms too: told of in time, and run out by themselves."""

from shared.migrations.steps import Migration

revision = "0054"
down_revision = "0053"

RUNNING = "source <> '' AND state IN ('signed', 'effective') AND text_hash IS NULL AND term_to IS NOT NULL"


def upgrade(m: Migration) -> None:
    m.sql(
        "INSERT INTO deadlines (kind, subject, due_at, data, attempts)"
        " SELECT 'contract.term_over', contract_id, (term_to + 1)::timestamp AT TIME ZONE 'Asia/Shanghai', '{}', 0"
        f" FROM contracts WHERE {RUNNING} ON CONFLICT (kind, subject) DO NOTHING",  # nosec B608  # a constant of this file
        "INSERT INTO deadlines (kind, subject, due_at, data, attempts)"
        " SELECT 'contract.term_ending', contract_id,"
        " (term_to - max(told.days))::timestamp AT TIME ZONE 'Asia/Shanghai', '{}', 0"
        f" FROM contracts JOIN (VALUES (60), (30), (7)) AS told(days) ON term_to - told.days > current_date"
        f" WHERE {RUNNING} GROUP BY contract_id, term_to ON CONFLICT (kind, subject) DO NOTHING",  # nosec B608  # the same
    )
