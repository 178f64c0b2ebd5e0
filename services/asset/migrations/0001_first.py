"""The first tables: classes, projects, cards with their books and charges, transfers, runs."""

from services.asset.asset_class.tables import classes
from services.asset.card.tables import books, card_history, cards, charges
from services.asset.depreciation.tables import runs
from services.asset.project.tables import project_costs, projects
from services.asset.tables import contracts
from services.asset.transfer.tables import transfers
from shared.migrations.steps import Migration

revision = "0001"
down_revision = None


def upgrade(m: Migration) -> None:
    m.create(contracts, classes, projects, project_costs, cards, books, card_history, charges, transfers, runs)
    m.protect(contracts)
    m.protect(projects, resource="'project-' || project_id")
    m.protect(project_costs, resource="'project-' || project_id")
    m.protect(cards, books, card_history, resource="'asset-' || asset_id")
    m.protect(charges, resource="'asset-' || asset_id")
    m.protect(transfers, resource="'transfer-' || transfer_id")
    m.protect(runs)
    # The giver of a transfer bears that month's charge, so its preview reads the book of what it gave.
    m.sql("CREATE POLICY givers_month ON books FOR SELECT TO {app} USING (given_by IN (SELECT visible_units()))")
