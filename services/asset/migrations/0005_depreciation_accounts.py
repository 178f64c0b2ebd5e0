"""Accounts of depreciation, laid down by book from a month on."""

from services.asset.accounts.tables import depreciation_accounts
from shared.migrations.steps import Migration

revision = "0005"
down_revision = "0004"


def upgrade(m: Migration) -> None:
    m.create(depreciation_accounts)
