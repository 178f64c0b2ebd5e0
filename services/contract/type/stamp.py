"""The tax items of the law on stamp duty that contracts fall under."""

from typing import Final, Literal, get_args

StampItem = Literal[
    "loan",
    "finance_lease",
    "sale",
    "hired_work",
    "construction",
    "transport",
    "technology",
    "lease",
    "custody",
    "storage",
    "property_insurance",
    "land_grant",
    "property_transfer",
    "equity_transfer",
    "intellectual_property_transfer",
]
STAMP_ITEMS: Final[tuple[StampItem, ...]] = get_args(StampItem)
