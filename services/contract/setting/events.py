"""Rates and caps that the law or the house lays down, each from a day on."""

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal

from shared.eventstore.event import Event
from shared.values.decimals import DecimalString

SettingName = Literal["deposit_cap", "retention_cap", "small_supplier_days", "late_payment_rate", "loan_prime_rate"]
"""Earnest money and retention money as a share of the price; how many days after delivery a small supplier is paid at
the latest; what late payment bears a day where nothing is agreed, as a share; the one-year loan prime rate, as a share
a year.
"""

Measure = Literal["share", "days"]
MEASURED_IN: Final[Mapping[str, Measure]] = {
    "deposit_cap": "share",
    "retention_cap": "share",
    "small_supplier_days": "days",
    "late_payment_rate": "share",
    "loan_prime_rate": "share",
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
