"""Grades of credit, the scores behind them, and the schemes."""

from services.scoring.credit.tables import credit_grades, credit_schemes, credit_scores
from shared.migrations.steps import Migration

revision = "0002"
down_revision = "0001"


def upgrade(m: Migration) -> None:
    m.create(credit_grades, credit_scores, credit_schemes)
    m.protect(credit_grades, credit_scores, resource="'customer-' || customer_id")
