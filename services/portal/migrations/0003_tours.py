"""How far each person is in the tour."""

from services.portal.tour.tables import tours
from shared.migrations.steps import Migration

revision = "0003"
down_revision = "0002"


def upgrade(m: Migration) -> None:
    m.create(tours)
    # What somebody likes is the portal's own business with that person.
    m.sql("REVOKE ALL ON tours FROM {app}")
