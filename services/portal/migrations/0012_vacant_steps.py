"""Which steps of approvals wait for nobody."""

from shared.approvals.vacancies import KNOW_VACANT
from shared.migrations.steps import Migration

revision = "0012"
down_revision = "0011"


def upgrade(m: Migration) -> None:
    m.run(KNOW_VACANT)
