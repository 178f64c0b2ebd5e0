"""Contracts signed on paper: their scans."""

from services.contract.ink.tables import scans
from shared.migrations.steps import Migration

revision = "0022"
down_revision = "0021"


def upgrade(m: Migration) -> None:
    m.create(scans)
    m.protect(scans, resource="'contract-' || contract_id")
