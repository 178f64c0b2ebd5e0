from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from services.contract.setting.events import MOST_DAYS, SettingLaidDown, SettingName
from shared.values.clock import BusinessDate
from shared.values.decimals import DecimalString, NonNegativeDecimal
from shared.values.text import Code
from shared.web.schemas import Answer, Body


class SettingBody(Body):
    """A share (0 to 1) or a number of days that holds from a day on, for a type of contracts with those below it, or
    for all; null lifts it.
    """

    setting: SettingName
    type_code: Code | None = None
    value: Annotated[NonNegativeDecimal, Field(le=Decimal(MOST_DAYS))] | None
    effective_on: BusinessDate

    def fact(self) -> SettingLaidDown:
        return SettingLaidDown.model_validate(self.model_dump())


class SettingKept(Answer):
    setting: str
    version: int


class SettingAnswer(Answer):
    """`shipped`: what the law lays down, which comes with the program."""

    setting: str
    type_code: str | None
    value: DecimalString | None
    effective_on: date
    shipped: bool


class SettingList(Answer):
    items: list[SettingAnswer]
