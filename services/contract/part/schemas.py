from datetime import date
from typing import Annotated, Any

from pydantic import Field

from services.contract.part.events import PartParticulars
from shared.values.clock import BusinessDate
from shared.values.decimals import DecimalString, PositiveDecimal
from shared.values.ids import Id
from shared.values.text import Code, Name
from shared.web.schemas import Answer, Body


class ParticularsBody(Body):
    """Weights in kilograms a piece: the finished part, its blank, and the quota of material. `photo` is a picture,
    `drawings` are files that were sent before; a part that is told anew without them keeps those it has.
    """

    name: Name
    blank: Name
    weight: PositiveDecimal
    blank_weight: PositiveDecimal
    quota: PositiveDecimal
    photo: Id | None = None
    drawings: Annotated[list[Id] | None, Field(max_length=20)] = None
    retired: bool = False
    effective_on: BusinessDate | None = None

    def particulars(self) -> PartParticulars:
        said: dict[str, Any] = {name: getattr(self, name) for name in PartParticulars.model_fields}
        return PartParticulars(**{**said, "drawings": tuple(self.drawings or ())})


class PartBody(ParticularsBody):
    """The customer's model, and the number of the part in it."""

    model: Code
    part: Code


class PartKept(Answer):
    part_id: str
    version: int


class PartAnswer(Answer):
    """`utilisation` is the share of the quota that stays in the finished part."""

    part_id: str
    contract_id: str
    unit_id: str
    counterparty_id: str
    model: str
    part: str
    name: str
    blank: str
    weight: DecimalString
    blank_weight: DecimalString
    quota: DecimalString
    utilisation: DecimalString
    photo: str | None
    drawings: list[str]
    retired: bool
    effective_on: date
    version: int


class PartList(Answer):
    items: list[PartAnswer]
