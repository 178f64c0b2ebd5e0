"""The first tables: generations and their positions, trained lifetime models."""

from services.scoring.tables import fold_gaps, fold_positions, fold_unread, generations, lifetime_models
from shared.migrations.steps import Migration

revision = "0001"
down_revision = None


def upgrade(m: Migration) -> None:
    m.create(generations, fold_positions, fold_gaps, fold_unread, lifetime_models)
    m.protect(lifetime_models)
