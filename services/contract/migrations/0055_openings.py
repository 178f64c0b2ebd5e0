"""What had moved under contracts before they were imported: marked in the books, summed up by import."""

from services.contract.imports.tables import openings
from shared.migrations.steps import Migration

revision = "0055"
down_revision = "0054"


def upgrade(m: Migration) -> None:
    m.sql("ALTER TABLE bookings ADD COLUMN IF NOT EXISTS opening boolean NOT NULL DEFAULT false")
    m.create(openings)
    m.protect(openings)
