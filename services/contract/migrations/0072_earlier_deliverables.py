"""What contracts say is handed over that were signed before such things were owed is planned by a deadline, once."""

from shared.migrations.steps import Migration

revision = "0072"
down_revision = "0071"

PLANNED_BY_A_DEADLINE = (
    "INSERT INTO deadlines (kind, subject, due_at, data, attempts)"
    " SELECT 'obligation.catch_up', c.contract_id, clock_timestamp(), '{}', 0"
    " FROM contracts c JOIN contract_texts t ON t.contract_id = c.contract_id AND t.hash = c.text_hash"
    " WHERE c.state IN ('signed', 'effective', 'suspended') AND c.amends IS NULL"
    " AND t.document -> 'figures' ? 'deliverables' AND NOT EXISTS"
    " (SELECT 1 FROM obligations o WHERE o.contract_id = c.contract_id AND o.thing IS NOT NULL)"
    " ON CONFLICT (kind, subject) DO NOTHING"
)


def upgrade(m: Migration) -> None:
    m.sql(PLANNED_BY_A_DEADLINE)
