"""Files that wait to be matched and imported."""

from services.customer.upload.tables import uploads
from shared.migrations.steps import Migration

revision = "0002"
down_revision = "0001"


def upgrade(m: Migration) -> None:
    m.create(uploads)
    m.protect(uploads)
