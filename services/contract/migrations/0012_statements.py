"""Bank statements, their lines, and what they were matched with."""

from services.contract.statement.tables import bank_lines, line_matches, statements
from shared.migrations.steps import Migration

revision = "0012"
down_revision = "0022"


def upgrade(m: Migration) -> None:
    m.create(statements, bank_lines, line_matches)
    m.sql("CREATE INDEX IF NOT EXISTS invoices_by_number ON invoices (number)")
    m.protect(statements, bank_lines, line_matches)
