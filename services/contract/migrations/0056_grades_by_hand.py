"""Grades that are given by hand, and what was decided on them."""

from services.contract.party.tables import party_grades_asked
from shared.migrations.steps import Migration

revision = "0056"
down_revision = "0055"


def upgrade(m: Migration) -> None:
    m.create(party_grades_asked)
