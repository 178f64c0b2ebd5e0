"""Which steps of approvals wait for nobody, and what a role held when it was granted: both are looked at anew when a
role is granted.
"""

from shared.approvals.vacancies import KNOW_VACANT
from shared.migrations.steps import Migration

revision = "0070"
down_revision = "0069"


def upgrade(m: Migration) -> None:
    m.run(KNOW_VACANT)
    m.sql("ALTER TABLE role_lenders ADD COLUMN IF NOT EXISTS permissions text[]")
