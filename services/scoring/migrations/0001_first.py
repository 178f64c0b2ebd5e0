"""The first tables: generations and their positions, trained lifetime models."""

from services.scoring.tables import lifetime_models, metadata
from shared.migrations.steps import Migration

revision = "0001"
down_revision = None


def upgrade(m: Migration) -> None:
    m.create(*metadata.sorted_tables)
    m.protect(lifetime_models)
