"""Questionnaires of customers and suppliers."""

from services.contract.questionnaire.tables import answers, questionnaires, questions
from shared.migrations.steps import Migration

revision = "0050"
down_revision = "0049"


def upgrade(m: Migration) -> None:
    m.create(questionnaires, questions, answers)
    m.protect(questionnaires, questions, answers, resource="'questionnaire-' || questionnaire_id")
