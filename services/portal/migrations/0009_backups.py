"""Back-ups that are asked for from a page."""

from services.portal.backup.tables import backups
from shared.migrations.steps import Migration

revision = "0009"
down_revision = "0008"


def upgrade(m: Migration) -> None:
    m.create(backups)
