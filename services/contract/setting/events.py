"""Rates and caps that the law or the house lays down, each from a day on."""

from datetime import date
from typing import Literal

from shared.eventstore.event import Event
from shared.values.decimals import DecimalString

SettingName = Literal["deposit_cap", "retention_cap"]
"""Earnest money and retention money as a share of the price."""


class SettingLaidDown(Event, name="setting.laid_down.v1"):
    """From that day on it holds for contracts of the type and those below it; without one for every contract.

    A null value lifts what held before.
    """

    setting: SettingName
    type_code: str | None
    value: DecimalString | None
    effective_on: date
