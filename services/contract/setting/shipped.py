"""What the law lays down; an installation lays down what it agrees beyond that, or what the law says next."""

from datetime import date
from decimal import Decimal
from typing import Final

from services.contract.setting.events import SettingLaidDown

CONSTRUCTION: Final = "construction"
"""The code of the type below which contracts are about construction works."""

SHIPPED: Final[tuple[SettingLaidDown, ...]] = (
    # Civil Code of the People's Republic of China, article 586: earnest money stays within 20 % of the price.
    SettingLaidDown(setting="deposit_cap", type_code=None, value=Decimal("0.20"), effective_on=date(2021, 1, 1)),
    # Guarantee Law, article 91, in force before: the same share.
    SettingLaidDown(setting="deposit_cap", type_code=None, value=Decimal("0.20"), effective_on=date(1995, 10, 1)),
    # Measures for warranty money of construction works (Jianzhi 2017 no. 138): 3 % of the settled price; 5 % before.
    SettingLaidDown(
        setting="retention_cap", type_code=CONSTRUCTION, value=Decimal("0.03"), effective_on=date(2017, 7, 1)
    ),
    SettingLaidDown(
        setting="retention_cap", type_code=CONSTRUCTION, value=Decimal("0.05"), effective_on=date(2005, 1, 12)
    ),
)
