from datetime import date
from typing import Annotated

from pydantic import Field

from services.contract.service_level.aggregate import MeasureLevel
from services.contract.service_level.events import LevelAgreed, Scale, Sense
from shared.values.clock import BusinessDate
from shared.values.decimals import DecimalString, NonNegativeDecimal
from shared.values.text import Code
from shared.web.schemas import Answer, Body

Period = Annotated[str, Field(pattern="^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$", examples=["2026-03"])]


class LevelBody(Body):
    """A measure is at least, or at most, `target` in a region from a day on (today unless given); null ends it."""

    region: Code
    measure: Code
    sense: Sense
    scale: Scale
    target: NonNegativeDecimal | None
    effective_on: BusinessDate | None = None

    def fact(self, master_id: str, today: date) -> LevelAgreed:
        said = self.model_dump() | {"master_id": master_id, "effective_on": self.effective_on or today}
        return LevelAgreed.model_validate(said)


class ResultBody(Body):
    """What a measure came to in a month, out of so many cases."""

    region: Code
    measure: Code
    period: Period
    value: NonNegativeDecimal
    cases: Annotated[int, Field(ge=0, le=1_000_000_000)]

    def command(self, master_id: str, today: date) -> MeasureLevel:
        return MeasureLevel(master_id, self.region, self.measure, self.period, self.value, self.cases, today)


class LevelsKept(Answer):
    master_id: str
    version: int


class LevelAnswer(Answer):
    version: int
    region: str
    measure: str
    sense: str
    scale: str
    target: DecimalString | None
    effective_on: date


class LevelList(Answer):
    items: list[LevelAnswer]


class ResultAnswer(Answer):
    region: str
    measure: str
    period: str
    value: DecimalString
    cases: int
    sense: str
    target: DecimalString
    met: bool
    version: int


class ResultList(Answer):
    items: list[ResultAnswer]
