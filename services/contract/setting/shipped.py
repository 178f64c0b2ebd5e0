"""What the law lays down; an installation lays down what it agrees beyond that, or what the law says next."""

from datetime import date
from decimal import Decimal
from typing import Final

from services.contract.setting.events import SettingLaidDown
from services.contract.type.stamp import StampItem

CONSTRUCTION: Final = "construction"
"""The code of the type below which contracts are about construction works."""

LOAN_PRIME_RATES: Final[tuple[tuple[str, str], ...]] = (
    ("2019-08-20", "0.0425"),
    ("2019-09-20", "0.0420"),
    ("2019-11-20", "0.0415"),
    ("2020-02-20", "0.0405"),
    ("2020-04-20", "0.0385"),
    ("2021-12-20", "0.0380"),
    ("2022-01-20", "0.0370"),
    ("2022-08-22", "0.0365"),
    ("2023-06-20", "0.0355"),
    ("2023-08-21", "0.0345"),
    ("2024-07-22", "0.0335"),
    ("2024-10-21", "0.0310"),
    ("2025-05-20", "0.0300"),
)
"""The one-year loan prime rate by the day from which it was published (National Interbank Funding Centre)."""

STAMP_DUTIES: Final[tuple[tuple[StampItem, str], ...]] = (
    ("loan", "0.00005"),
    ("finance_lease", "0.00005"),
    ("sale", "0.0003"),
    ("hired_work", "0.0003"),
    ("construction", "0.0003"),
    ("transport", "0.0003"),
    ("technology", "0.0003"),
    ("lease", "0.001"),
    ("custody", "0.001"),
    ("storage", "0.001"),
    ("property_insurance", "0.001"),
    ("land_grant", "0.0005"),
    ("property_transfer", "0.0005"),
    ("equity_transfer", "0.0005"),
    ("intellectual_property_transfer", "0.0003"),
)
"""Stamp Tax Law of the People's Republic of China, table of tax items and rates: contracts and transfers."""

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
    # Regulations on Ensuring Payments to Small and Medium-sized Enterprises (Decrees 728 and 802): 60 days from
    # delivery, and 0.05 % a day where no interest was agreed on.
    SettingLaidDown(setting="small_supplier_days", type_code=None, value=Decimal(60), effective_on=date(2020, 9, 1)),
    SettingLaidDown(
        setting="late_payment_rate", type_code=None, value=Decimal("0.0005"), effective_on=date(2020, 9, 1)
    ),
    *(
        SettingLaidDown(
            setting="loan_prime_rate", type_code=None, value=Decimal(rate), effective_on=date.fromisoformat(day)
        )
        for day, rate in LOAN_PRIME_RATES
    ),
    *(
        SettingLaidDown(
            setting=f"stamp_duty_{item}", type_code=None, value=Decimal(rate), effective_on=date(2022, 7, 1)
        )
        for item, rate in STAMP_DUTIES
    ),
)
