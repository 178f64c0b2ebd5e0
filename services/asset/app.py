"""The asset service, put together."""

from fastapi import FastAPI

from services.asset.accounts import endpoints as accounts
from services.asset.accounts import projections as account_mappings
from services.asset.asset_class import endpoints as asset_class
from services.asset.asset_class import projections as classes
from services.asset.card import charge_projections as charges
from services.asset.card import endpoints as card
from services.asset.card import projections as cards
from services.asset.chain import endpoints as chain
from services.asset.consumers import consumer
from services.asset.depreciation import endpoints as depreciation
from services.asset.depreciation import projections as runs
from services.asset.depreciation.handlers import continue_run
from services.asset.permissions import PERMISSIONS
from services.asset.project import endpoints as project
from services.asset.project import projections as projects
from services.asset.tables import metadata
from services.asset.transfer import endpoints as transfer
from services.asset.transfer import projections as transfers
from shared.web.app import build_app
from shared.web.service import Service
from shared.web.streams import Shown, published

STREAMS = {
    "asset": Shown("asset.card.read", parties=("giver",)),
    "class": Shown("asset.class.read", everywhere=True),
    "project": Shown("asset.project.read"),
    "transfer": Shown("asset.transfer.read"),
    "depreciation": Shown("asset.depreciation.read"),
    "depreciation_accounts": Shown("asset.depreciation.read", everywhere=True),
}
"""Which streams can be opened, and by whom: whoever may read the thing itself."""

SERVICE = Service(
    name="asset",
    tables=metadata,
    projections=[
        classes.projection,
        projects.projection,
        cards.projection,
        charges.projection,
        transfers.projection,
        runs.projection,
        account_mappings.projection,
    ],
    consumers=[consumer],
    deadlines={runs.CONTINUES: continue_run},
    routers=[
        asset_class.routes,
        project.routes,
        card.routes,
        chain.routes,
        transfer.routes,
        depreciation.routes,
        accounts.routes,
        published(STREAMS),
    ],
    permissions=PERMISSIONS,
    figures={"asset.transferred.v1": ("pactline_assets_transferred_total", "Assets handed over to another unit.")},
)


def create_app() -> FastAPI:
    return build_app(SERVICE)
