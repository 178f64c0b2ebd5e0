"""What routes are computed from: how counterparties stand, and who does whose work."""

from services.contract.deputy.tables import deputies
from services.contract.party.tables import parties
from shared.migrations.steps import Migration

revision = "0021"
down_revision = "0011"


def upgrade(m: Migration) -> None:
    m.create(parties, deputies)
