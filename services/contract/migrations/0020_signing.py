"""Electronic signing: signings with their files and ways in, who vouches for signatures, letters of authority."""

from services.contract.authority.tables import authorities
from services.contract.pades.tables import issuers
from services.contract.signing.tables import BESIDE, PROJECTED
from shared.migrations.steps import Migration

revision = "0020"
down_revision = "0010"


def upgrade(m: Migration) -> None:
    m.create(issuers, authorities, *PROJECTED, *BESIDE)
    m.protect(authorities, resource="'authority-' || authority_id")
    m.protect(*PROJECTED, *BESIDE, resource="'contract-' || contract_id")
