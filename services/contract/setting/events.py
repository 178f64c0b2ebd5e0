"""Rates and caps that the law or the house lays down, each from a day on."""

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal

from services.contract.type.stamp import STAMP_ITEMS
from shared.eventstore.event import Event
from shared.values.decimals import DecimalString

SettingName = Literal[
    "deposit_cap",
    "retention_cap",
    "small_supplier_days",
    "late_payment_rate",
    "loan_prime_rate",
    "stamp_duty_loan",
    "stamp_duty_finance_lease",
    "stamp_duty_sale",
    "stamp_duty_hired_work",
    "stamp_duty_construction",
    "stamp_duty_transport",
    "stamp_duty_technology",
    "stamp_duty_lease",
    "stamp_duty_custody",
    "stamp_duty_storage",
    "stamp_duty_property_insurance",
    "stamp_duty_land_grant",
    "stamp_duty_property_transfer",
    "stamp_duty_equity_transfer",
    "stamp_duty_intellectual_property_transfer",
]
"""Earnest money and retention money as a share of the price; how many days after delivery a small supplier is paid at
the latest; what late payment bears a day where nothing is agreed, as a share; the one-year loan prime rate, as a share
a year; stamp duty by the item of the law, as a share.
"""

Measure = Literal["share", "days"]
MEASURED_IN: Final[Mapping[str, Measure]] = {
    "deposit_cap": "share",
    "retention_cap": "share",
    "small_supplier_days": "days",
    "late_payment_rate": "share",
    "loan_prime_rate": "share",
    **{f"stamp_duty_{item}": "share" for item in STAMP_ITEMS},
}
MOST_DAYS: Final = 3660


class SettingLaidDown(Event, name="setting.laid_down.v1"):
    """From that day on it holds for contracts of the type and those below it; without one for every contract.

    A null value lifts what held before. Settings are known by their name; there may be more of them tomorrow.
    """

    setting: str
    type_code: str | None
    value: DecimalString | None
    effective_on: date
