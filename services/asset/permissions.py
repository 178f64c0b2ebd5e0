"""What may be allowed here, and what it allows."""

from typing import Final

PERMISSIONS: Final[dict[str, str]] = {
    "asset.class.read": "See the classes of assets",
    "asset.class.define": "Define and retire classes",
    "asset.project.read": "See projects and their costs",
    "asset.project.open": "Open projects by hand and book costs to them",
    "asset.project.complete": "Complete projects: construction becomes provisional assets",
    "asset.project.settle": "Settle projects: provisional assets become fixed ones",
    "asset.card.read": "See cards, their chain, history and schedule",
    "asset.card.enter": "Enter assets without a project, openings included",
    "asset.card.move": "Change place, department and holder",
    "asset.card.adjust": "Change value, residual value or life",
    "asset.transfer.read": "See transfers",
    "asset.transfer.propose": "Offer an asset to another unit and take it back when refused",
    "asset.transfer.approve": "Agree to a transfer for a unit",
    "asset.transfer.receive": "Accept or refuse what is in transit to a unit",
    "asset.depreciation.read": "See runs, previews and forecasts",
    "asset.depreciation.post": "Post a unit's depreciation",
    "asset.depreciation.reverse": "Reverse a posted run",
    "asset.depreciation.map": "Lay down to which ledger accounts depreciation goes",
}
