"""What size counterparties are of."""

from services.contract.party.tables import party_sizes
from shared.migrations.steps import Migration

revision = "0039"
down_revision = "0038"


def upgrade(m: Migration) -> None:
    m.create(party_sizes)
